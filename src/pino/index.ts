export { type AddedMcpDestination, addMcpDestination } from './add-destination.js'
export { type McpDestination, type McpDestinationOptions, mcpDestination } from './destination.js'
export { refuseWorker as default } from './worker.js'
