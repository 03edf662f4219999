import { createFileRegistry, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/**
 * What protoc knows of a file: { comment, services, messages, enums }, everything with its comment and all names without
 * the package. Types inside of messages come after them.
 *
 * @param bytes a FileDescriptorSet with imports and source info
 * @param name the file's path in it
 */
export function readProtobuf(bytes, name) {
  const file = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes)).getFile(name);
  if (!file) throw new Error(`There is no ${name} in the descriptors.`);
  if (!file.proto.sourceCodeInfo?.location.length) throw new Error(`The descriptors of ${name} have no comments.`);
  if (file.extensions.length) throw new Error('The docs do not show extensions.');
  const names = new Names(file);
  const comment = comments(file.proto.sourceCodeInfo);
  const messages = [];
  const enums = [];
  file.messages.forEach((message, index) => readMessage(message, [4, index], { names, comment, messages, enums }));
  file.enums.forEach((type, index) => enums.push(readEnum(type, [5, index], { names, comment })));
  return {
    package: file.proto.package,
    comment: comment([2]) || comment([12]),
    services: file.services.map((service, index) => readService(service, [6, index], { names, comment })),
    messages,
    enums,
  };
}

class Names {
  constructor(file) {
    this.file = file;
    this.prefix = `${file.proto.package}.`;
  }

  own(type) {
    return type.typeName.startsWith(this.prefix) ? type.typeName.slice(this.prefix.length) : type.typeName;
  }

  /** A type as a field names it; `link` is there when it is one of this file. */
  reference(type) {
    return { text: this.own(type), link: type.file === this.file ? this.own(type) : undefined };
  }
}

/** Comments by the numbers that lead to what they describe, without the blank after the slashes. */
function comments({ location }) {
  const texts = new Map(location.map(({ path, leadingComments, trailingComments }) =>
    [path.join('.'), [leadingComments, trailingComments].filter(Boolean).join('\n').replace(/^ /gm, '').trim()]));
  return path => texts.get(path.join('.')) ?? '';
}

function readService(service, path, { names, comment }) {
  return {
    name: names.own(service),
    comment: comment(path),
    deprecated: service.deprecated,
    methods: service.methods.map((method, index) => ({
      name: method.name,
      comment: comment([...path, 2, index]),
      deprecated: method.deprecated,
      request: names.reference(method.input),
      requestStream: method.proto.clientStreaming,
      response: names.reference(method.output),
      responseStream: method.proto.serverStreaming,
    })),
  };
}

function readMessage(message, path, context) {
  const { names, comment } = context;
  context.messages.push({
    name: names.own(message),
    comment: comment(path),
    deprecated: message.deprecated,
    oneofs: message.oneofs.map(oneof => ({
      name: oneof.name,
      comment: comment([...path, 8, message.proto.oneofDecl.indexOf(oneof.proto)]),
    })),
    fields: message.fields.map((field, index) => ({
      name: field.name,
      number: field.number,
      comment: comment([...path, 2, index]),
      deprecated: field.deprecated,
      oneof: field.oneof?.name,
      ...fieldType(field, names),
    })),
  });
  // The entries of maps are messages, too, which nobody has written.
  message.proto.nestedType.forEach((nested, index) => {
    const found = message.nestedMessages.find(candidate => candidate.proto === nested);
    if (found) readMessage(found, [...path, 3, index], context);
  });
  message.nestedEnums.forEach((type, index) => context.enums.push(readEnum(type, [...path, 4, index], context)));
}

function fieldType(field, names) {
  const type = kind => {
    if (kind.message) return names.reference(kind.message);
    return kind.enum ? names.reference(kind.enum) : { text: ScalarType[kind.scalar].toLowerCase() };
  };
  switch (field.fieldKind) {
    case 'list': return { label: 'repeated', type: type(field) };
    case 'map': return { label: `map from ${ScalarType[field.mapKey].toLowerCase()} to`, type: type(field) };
    default: return { label: field.proto.proto3Optional ? 'optional' : undefined, type: type(field) };
  }
}

function readEnum(type, path, { names, comment }) {
  return {
    name: names.own(type),
    comment: comment(path),
    deprecated: type.deprecated,
    values: type.values.map((value, index) => ({
      name: value.name,
      number: value.number,
      comment: comment([...path, 2, index]),
      deprecated: value.deprecated,
    })),
  };
}
