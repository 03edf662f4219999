// Compares two OpenAPI documents, operation by operation. Operations are known by their operationId: clients are generated
// with it.

import { isDeepStrictEqual } from 'node:util';
import { CLIENT, SERVER, SchemaComparison } from './schemas.mjs';

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];
const ROLES = ['viewer', 'member', 'admin', 'owner'];
const OPERATION = new Set(['operationId', 'tags', 'summary', 'description', 'externalDocs', 'deprecated', 'security', 'parameters',
  'requestBody', 'responses']);
const PARAMETER = new Set(['name', 'in', 'description', 'required', 'deprecated', 'schema', 'example', 'examples']);

export function compareOpenApi(releasedDocument, presentDocument, changes) {
  const released = operations(releasedDocument);
  const present = operations(presentDocument);
  for (const [id, operation] of released) {
    const now = present.get(id);
    if (now) {
      new OperationComparison(id, changes).compare(operation, now);
    } else {
      const other = [...present.values()].find(({ address }) => address === operation.address);
      changes.addRemoval(operation, id, other ? `operation renamed to ${other.operationId}` : 'operation removed');
    }
  }
  compareCredentials(releasedDocument, presentDocument, changes);
}

function operations(document) {
  const found = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter(name => name in item)) {
      const operation = item[method];
      found.set(operation.operationId, {
        ...operation,
        address: `${method.toUpperCase()} ${path}`,
        parameters: parameters(item.parameters, operation.parameters),
        security: operation.security ?? document.security ?? [],
      });
    }
  }
  return found;
}

/** Parameters by where they are and their name; those of an operation override those of its path. */
function parameters(...lists) {
  return new Map(lists.flatMap(list => list ?? []).map(parameter => [`${parameter.in} parameter ${parameter.name}`, parameter]));
}

class OperationComparison {
  #id;
  #changes;

  constructor(id, changes) {
    this.#id = id;
    this.#changes = changes;
  }

  compare(released, present) {
    if (released.address !== present.address) {
      this.#add(`address ${released.address} became ${present.address}`);
    }
    this.#changes.checkSunset(released, present, this.#id);
    this.#changes.addUnknown(released, present, new Set([...OPERATION, 'address']), this.#id);
    this.#compareRights(released, present);
    this.#compareParameters(released.parameters, present.parameters);
    this.#compareBodies(released.requestBody, present.requestBody);
    this.#compareResponses(released.responses, present.responses);
  }

  #add(change, part) {
    this.#changes.add(part ? `${this.#id} ${part}` : this.#id, change);
  }

  #requests() {
    return new SchemaComparison(this.#changes, CLIENT, 'requests', this.#id);
  }

  #compareRights(released, present) {
    const [role, newRole] = [released['x-required-role'], present['x-required-role']];
    if (ROLES.indexOf(newRole) > ROLES.indexOf(role)) {
      this.#add(`required role ${role ?? 'none'} became ${newRole}, which is stricter`);
    }
    const [scope, newScope] = [released['x-required-scope'], present['x-required-scope']];
    if (newScope !== undefined && newScope !== scope) {
      this.#add(`required scope ${scope ?? 'none'} became ${newScope}`);
    }
    if (released.security.length === 0 && present.security.length > 0) {
      this.#add('credentials newly required');
    }
    for (const way of released.security) {
      if (present.security.length > 0 && !present.security.some(other => isDeepStrictEqual(other, way))) {
        this.#add(`credentials ${Object.keys(way).join(' and ') || 'none'} no longer enough`);
      }
    }
  }

  #compareParameters(released, present) {
    for (const [name, parameter] of released) {
      const place = `${this.#id} ${name}`;
      const now = present.get(name);
      if (!now) {
        this.#changes.addRemoval(parameter, place, 'parameter removed');
        continue;
      }
      if (now.required && !parameter.required) {
        this.#add('parameter newly required', name);
      }
      this.#changes.checkSunset(parameter, now, place);
      this.#changes.addUnknown(parameter, now, PARAMETER, place);
      this.#requests().compare(parameter.schema ?? {}, now.schema ?? {}, place);
    }
    for (const [name, parameter] of present) {
      if (parameter.required && !released.has(name)) {
        this.#add('new parameter required', name);
      }
    }
  }

  #compareBodies(released, present) {
    if (released && !present) {
      this.#add('body removed', 'request');
    } else if (present?.required && !released?.required) {
      this.#add('body newly required', 'request');
    }
    if (released && present) {
      this.#compareContent(released.content, present.content, 'request', this.#requests());
    }
  }

  #compareResponses(released, present) {
    const added = Object.keys(present).filter(status => !(status in released));
    for (const [status, response] of Object.entries(released)) {
      const part = `response ${status}`;
      const now = present[status];
      if (!now) {
        const other = added.find(candidate => candidate[0] === status[0]);
        this.#add(other ? `status code ${status} became ${other}` : `status code ${status} removed`, part);
        continue;
      }
      const comparison = new SchemaComparison(this.#changes, SERVER, 'responses', `${this.#id} ${status}`);
      this.#compareHeaders(response.headers ?? {}, now.headers ?? {}, part, comparison);
      this.#compareContent(response.content ?? {}, now.content ?? {}, part, comparison);
    }
  }

  #compareHeaders(released, present, part, comparison) {
    for (const [name, header] of Object.entries(released)) {
      const place = `${part} header ${name}`;
      const now = present[name];
      if (!now) {
        this.#changes.addRemoval(header, `${this.#id} ${place}`, 'header removed');
        continue;
      }
      if (header.required && !now.required) {
        this.#add('header no longer always there', place);
      }
      comparison.compare(header.schema ?? {}, now.schema ?? {}, `${this.#id} ${place}`);
    }
  }

  #compareContent(released, present, part, comparison) {
    for (const [type, content] of Object.entries(released)) {
      if (type in present) {
        comparison.compare(content.schema ?? {}, present[type].schema ?? {}, `${this.#id} ${part}`);
      } else {
        this.#add(`media type ${type} removed`, part);
      }
    }
  }
}

function compareCredentials(releasedDocument, presentDocument, changes) {
  const present = presentDocument.components?.securitySchemes ?? {};
  for (const [name, scheme] of Object.entries(releasedDocument.components?.securitySchemes ?? {})) {
    if (!present[name]) {
      changes.add(`credentials ${name}`, 'removed');
    } else {
      changes.addUnknown(scheme, present[name], new Set(['description', 'bearerFormat']), `credentials ${name}`);
    }
  }
}
