// The TypeScript SDK, version 1, which knows the 2025 era only and keeps a session.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { commandLine, exercise, info } from './exercise.mjs';

const { url, tool, args } = commandLine();
const client = new Client(info);
const transport = new StreamableHTTPClientTransport(url);
await client.connect(transport);
await exercise(
  client,
  (params, options) => client.callTool(params, undefined, options),
  transport.protocolVersion,
  tool,
  args,
);
await transport.terminateSession();
await client.close();
