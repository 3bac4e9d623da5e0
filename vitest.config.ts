import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		globalSetup: ["test/support/all-operations.ts"],
		setupFiles: ["test/support/record-operations.ts"],
		environment: "node",
		pool: "threads",
		isolate: false,
		// Nobody works beside the tests; left alone, it would keep one processor free.
		maxWorkers: "100%",
		testTimeout: 120_000,
		hookTimeout: 120_000,
		env: {
			AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
			// Whatever a test does about credentials, it asks nobody outside of this machine for them.
			AWS_EC2_METADATA_DISABLED: "true",
		},
	},
});
