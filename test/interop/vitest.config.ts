/** `npm run test:interop`: the suites of foreign clients, separate from `npm test`, which needs Node only. */
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/interop/**/*.interop.ts"],
		globalSetup: ["test/interop/install.ts"],
		environment: "node",
		pool: "forks",
		// A suite spends most of its time waiting for a foreign client, which polls AWS.
		maxWorkers: 3,
		// A foreign client is a process that needs a second or two to start, more on a busy machine.
		testTimeout: 400_000,
		hookTimeout: 240_000,
		env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", AWS_EC2_METADATA_DISABLED: "true" },
	},
});
