import { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer as V2Server } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { ClientLogging } from '../../src/index.js'

/** Application code behind a tool. */
export type Work = (args: { readonly tag: string }) => unknown

const TAG = { tag: z.string().default('') }

async function call(work: Work, args: { tag: string }): Promise<{ content: { type: 'text'; text: string }[] }> {
  await work(args)
  return { content: [{ type: 'text', text: args.tag }] }
}

/** A v1 server whose tools are the given functions. */
export function v1Tools(logging: ClientLogging | undefined, tools: Readonly<Record<string, Work>>): V1Server {
  const server = new V1Server({ name: 'tools', version: '1.0.0' })
  for (const [name, work] of Object.entries(tools)) {
    server.registerTool(name, { inputSchema: TAG }, (args) => call(work, args))
  }
  logging?.attach(server)
  return server
}

/** A v2 server whose tools are the given functions. */
export function v2Tools(logging: ClientLogging | undefined, tools: Readonly<Record<string, Work>>): V2Server {
  const server = new V2Server({ name: 'tools', version: '1.0.0' })
  for (const [name, work] of Object.entries(tools)) {
    server.registerTool(name, { inputSchema: z.object(TAG) }, (args) => call(work, args))
  }
  logging?.attach(server)
  return server
}
