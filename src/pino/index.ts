export { addMcpDestination, type McpDestination, type McpDestinationOptions, mcpDestination } from './destination.js'
