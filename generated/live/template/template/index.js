import { File } from '@asyncapi/generator-react-sdk';
import { readFrames } from '../lib/frames';
import { javaFiles } from '../lib/java';
import { typeScriptFile } from '../lib/typescript';
import { typeScriptClient } from '../lib/typescript-client';

/** One file for every Java type of the protocol, one with all TypeScript types, and a client in TypeScript. */
export default function ({ asyncapi, params }) {
  const frames = readFrames(asyncapi, params.sharedSchemas);
  const [channel] = asyncapi.channels().all();
  const files = [...javaFiles(frames, params), typeScriptFile(frames, params), typeScriptClient(frames, channel.address(), params)];
  return files.map(({ name, text }) => <File key={name} name={name}>{text}</File>);
}
