// Calls the public API at random for as many minutes as are given: `npm run drive -- 60`.
import { spawnSync } from 'node:child_process'

const minutes = Number(process.argv[2] ?? 1)
if (!(minutes > 0)) throw new RangeError(`Expected a number of minutes, got \`${process.argv[2]}\``)
const env = { ...process.env, DRIVE_MINUTES: String(minutes) }
const { status } = spawnSync('npx', ['vitest', 'run', 'test/server/random-driver.test.ts'], { env, stdio: 'inherit' })
process.exitCode = status ?? 1
