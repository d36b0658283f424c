import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the contract of adapters runs under node:test', async () => {
  const args = ['--test', '--test-reporter=tap', 'test/fixtures/adapter/node-test.js']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/^# pass [1-9]\d$/m)
  expect(stdout).toMatch(/^# fail 0$/m)
  expect(stdout).toContain('plain: sends no secret')
})
