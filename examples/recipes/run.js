// Runs a recipe over HTTP, or over stdio where it says so; without a name it lists them: npm run recipe express-winston
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from '@hono/node-server'

const folder = new URL('.', import.meta.url)
const name = process.argv[2]
const port = Number(process.env.PORT ?? 3000)
const said = () => process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)

if (name === undefined) {
  const files = [...readdirSync(folder), ...readdirSync(new URL('nest', folder)).map((file) => `nest/${file}`)]
  for (const file of files.filter((each) => /(?<!run)\.[jt]s$/.test(each))) {
    const [first = ''] = readFileSync(new URL(file, folder), 'utf8').split('\n')
    process.stderr.write(`npm run recipe ${file.replace(/^nest\/|\.[jt]s$/g, '')}\n    ${first.slice(3)}\n`)
  }
  process.exit()
}

// Those of NestJS are compiled first.
const recipe = await import(new URL(`${name.startsWith('nest-') ? 'nest/dist/' : ''}${name}.js`, folder).href)

if ('POST' in recipe) {
  // In place of Next.js, which calls the route's handlers.
  serve({ fetch: (request) => recipe[request.method](request), port, hostname: '127.0.0.1' }, said)
} else if ('handler' in recipe) {
  // In place of AWS, which makes an event of an HTTP request.
  const http = createServer(async (request, response) => {
    const { url: rawPath, method, headers } = request
    const event = { rawPath, headers, body: await text(request), requestContext: { http: { method } } }
    const { statusCode, headers: answered, body } = await recipe.handler(event)
    response.writeHead(statusCode, answered).end(body)
  })
  http.listen(port, '127.0.0.1', said)
}
