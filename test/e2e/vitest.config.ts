/** `npm run test:e2e`: evenkeel among the programs it lives with, each the real one; apart from `npm test`, which needs Node alone. */
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/e2e/**/*.e2e.ts"],
		environment: "node",
		pool: "forks",
		// Real programs in real time, on a machine that may have other work.
		testTimeout: 240_000,
		hookTimeout: 240_000,
	},
});
