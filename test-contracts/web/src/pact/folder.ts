import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the provider's tests look for pacts. Compiled, this file is in target/web/pact. */
export const PACTS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'pacts');
