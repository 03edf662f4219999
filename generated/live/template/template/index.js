import { File } from '@asyncapi/generator-react-sdk';
import { readFrames } from '../lib/frames';
import { javaFiles } from '../lib/java';
import { typeScriptFile } from '../lib/typescript';

/** One file for every Java type of the protocol and one with all TypeScript types. */
export default function ({ asyncapi, params }) {
  const frames = readFrames(asyncapi, params.sharedSchemas);
  const files = [...javaFiles(frames, params), typeScriptFile(frames, params)];
  return files.map(({ name, text }) => <File key={name} name={name}>{text}</File>);
}
