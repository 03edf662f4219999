import { discriminator, isNamed, members } from './frames';

const RECORD_IMPORTS = ['com.fasterxml.jackson.annotation.JsonInclude'];

/** Java sources as [{ name, text }]. */
export function javaFiles({ directions, types }, { javaPackage, modelPackage, sharedSchemas }) {
  const context = { javaPackage, modelPackage, sharedSchemas };
  const files = [{ name: 'package-info.java', text: packageInfo(context) }];
  for (const direction of directions) {
    files.push(source(direction.name, interfaceText(direction, context)));
    for (const frame of direction.frames) {
      files.push(source(frame.title, recordText(frame, context, direction.name)));
    }
  }
  for (const schema of types.values()) {
    files.push(source(schema.title, schema.enum ? enumText(schema, context) : recordText(schema, context)));
  }
  return files;
}

function source(type, text) {
  return { name: `${type}.java`, text };
}

function packageInfo({ javaPackage }) {
  return `/** Frames of the live protocol, generated from contracts/asyncapi/sia-live.yaml. All types are immutable. */
package ${javaPackage};
`;
}

function interfaceText({ name, doc, frames }, { javaPackage }) {
  const subtypes = frames.map(frame => `    @JsonSubTypes.Type(value = ${frame.title}.class, name = ${text(discriminator(frame))})`);
  return `package ${javaPackage};

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** ${doc} */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "type")
@JsonSubTypes({
${subtypes.join(',\n')}
})
public sealed interface ${name} permits ${frames.map(frame => frame.title).join(', ')} {

    /** The text that tells this kind of frame from the others. */
    @JsonProperty("type")
    String type();
}
`;
}

function recordText(schema, context, direction) {
  const imports = new Set(RECORD_IMPORTS);
  const components = members(schema).map(member => component(member, context, imports));
  if (direction) {
    imports.add('com.fasterxml.jackson.annotation.JsonProperty');
    imports.add('com.fasterxml.jackson.annotation.JsonPropertyOrder');
  }
  const implemented = direction ? ` implements ${direction}` : '';
  const body = direction ? `\n    @Override
    @JsonProperty("type")
    public String type() {
        return ${text(discriminator(schema))};
    }
` : '';
  return `package ${context.javaPackage};

${[...imports].sort().map(name => `import ${name};`).join('\n')}

${doc(schema, members(schema))}
@JsonInclude(JsonInclude.Include.NON_NULL)
${direction ? '@JsonPropertyOrder("type")\n' : ''}public record ${schema.title}(${components.length ? '\n        ' : ''}${components.join(',\n        ')})${implemented} {${body}}
`;
}

function enumText(schema, { javaPackage }) {
  const constants = schema.enum.map(value => `    ${constant(value)}(${text(value)}),`);
  return `package ${javaPackage};

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;

${doc(schema, [])}
public enum ${schema.title} {
${constants.join('\n')}

    /**
     * Stands for a value that this version does not know. No text means it: a mapper reads it only with
     * READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE (clients), others refuse unknown values (servers).
     */
    @JsonEnumDefaultValue
    UNRECOGNIZED(null);

    private final String value;

    ${schema.title}(String value) {
        this.value = value;
    }

    /** The text on the wire; null for UNRECOGNIZED. */
    @JsonValue
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
`;
}

function component({ name, schema, required }, context, imports) {
  const annotations = constraints(schema, required, context);
  annotations.forEach(({ type }) => imports.add(type));
  const prefix = annotations.map(({ code }) => `${code} `).join('');
  return `${prefix}${javaType(schema, context, imports)} ${name}`;
}

function constraints(schema, required, context) {
  const found = [];
  const add = (name, values) => found.push({
    type: name === 'Valid' ? 'jakarta.validation.Valid' : `jakarta.validation.constraints.${name}`,
    code: `@${name}${values ? `(${values})` : ''}`,
  });
  if (required) add('NotNull');
  if (schema.type === 'object' && isNamed(schema)) add('Valid');
  if (schema.minimum !== undefined) add('Min', `${schema.minimum}L`);
  if (schema.maximum !== undefined) add('Max', `${schema.maximum}L`);
  const size = [
    ['min', schema.minLength ?? schema.minItems],
    ['max', schema.maxLength ?? schema.maxItems],
  ].filter(([, bound]) => bound !== undefined);
  if (size.length) add('Size', size.map(([key, bound]) => `${key} = ${bound}`).join(', '));
  if (schema.pattern) add('Pattern', `regexp = ${text(schema.pattern)}`);
  return found;
}

function javaType(schema, context, imports) {
  const simple = (name) => {
    imports.add(name);
    return name.slice(name.lastIndexOf('.') + 1);
  };
  if (isNamed(schema) && !(schema.type === 'object' && schema.additionalProperties?.type)) {
    return context.sharedSchemas[schema.title] ? simple(`${context.modelPackage}.${schema.title}`) : schema.title;
  }
  switch (schema.type) {
    case 'string':
      if (schema.format === 'uuid') return simple('java.util.UUID');
      return schema.format === 'date-time' ? simple('java.time.Instant') : 'String';
    case 'integer': return schema.format === 'int64' ? 'Long' : 'Integer';
    case 'number': return 'Double';
    case 'boolean': return 'Boolean';
    case 'array': {
      const item = javaType(schema.items, context, imports);
      const valid = schema.items.type === 'object' ? `@${simple('jakarta.validation.Valid')} ` : '';
      return `${simple('java.util.List')}<${valid}${item}>`;
    }
    case 'object':
      return `${simple('java.util.Map')}<String, ${javaType(schema.additionalProperties, context, imports)}>`;
    default: throw new Error(`No Java type for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

function doc(schema, described) {
  const lines = clean(schema.description ?? schema.title).split('\n');
  const parameters = described.map(({ name, schema: member }) => `@param ${name} ${clean(member.description ?? name).replace(/\n/g, ' ')}`);
  return ['/**', ...[...lines, ...(parameters.length ? [''] : []), ...parameters].map(line => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

/** Markdown as Javadoc: backquotes become code, nothing ends the comment or begins a tag. */
function clean(description) {
  return description.trim()
    .replace(/\*\//g, '*&#47;').replace(/&(?!#47;)/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/@/g, '&#64;')
    .replace(/`([^`]*)`/g, '{@code $1}');
}

function constant(value) {
  return value.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

/** A Java string literal. */
function text(value) {
  return JSON.stringify(value);
}
