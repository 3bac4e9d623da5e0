/** `npm run test:interop`: the suites of foreign clients, apart from `npm test`, which needs Node alone. */
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/interop/**/*.interop.ts"],
		globalSetup: ["test/interop/install.ts"],
		environment: "node",
		pool: "forks",
		// Most of the time a suite waits for a foreign client, which waits for its next look at AWS.
		maxWorkers: 3,
		// A foreign client is a process that starts for a second or two, on a machine that may have other work.
		testTimeout: 400_000,
		hookTimeout: 240_000,
		env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", AWS_EC2_METADATA_DISABLED: "true" },
	},
});
