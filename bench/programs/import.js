// Imports one module, and tells its parent what that took: node import.js <specifier>
const [, , specifier = ''] = process.argv
const resident = process.memoryUsage().rss
const before = process.cpuUsage()
await import(specifier)
const { user, system } = process.cpuUsage(before)
const figures = { cpu: (user + system) * 1000, resident: process.memoryUsage().rss - resident }
// Not on stdout, which `/guard` keeps for MCP.
process.send?.(figures)
