import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Begins with the campaigns. In a fresh clone nobody knows yet which files take long, the largest come first, and the
 * campaigns, which are a line each, would keep one processor busy at the end.
 */
class CampaignsFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const isCampaign = ({ moduleId }: TestSpecification) => moduleId.includes("/test/campaign/");
		return [...sorted.filter(isCampaign), ...sorted.filter((file) => !isCampaign(file))];
	}
}

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
		sequence: { sequencer: CampaignsFirst },
		testTimeout: 120_000,
		hookTimeout: 120_000,
		env: {
			AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
			// Whatever a test does about credentials, it asks nobody outside of this machine for them.
			AWS_EC2_METADATA_DISABLED: "true",
		},
	},
});
