// Either SDK over stdio. MODE "v1" is version 1 of the TypeScript SDK; anything else is how version
// 2 negotiates. COMMAND is a JSON array: the program and its arguments.
import { Client as Client2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { exercise, info } from './exercise.mjs';

const [command, tool, args, mode] = process.argv.slice(2);
const [program, ...programArgs] = JSON.parse(command);
const how = { command: program, args: programArgs, stderr: 'inherit' };
const v1 = mode === 'v1';
const client = v1
  ? new Client1(info)
  : new Client2(info, { versionNegotiation: { mode: /^\d/.test(mode) ? { pin: mode } : mode } });
await client.connect(v1 ? new Stdio1(how) : new Stdio2(how));
await exercise(
  client,
  (params, options) =>
    v1 ? client.callTool(params, undefined, options) : client.callTool(params, options),
  v1 ? '' : client.getNegotiatedProtocolVersion(),
  tool,
  JSON.parse(args),
);
await client.close();
