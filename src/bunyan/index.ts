export { type McpStream, mcpStream } from './stream.js'
