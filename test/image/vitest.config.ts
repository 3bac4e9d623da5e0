/** `npm run test:image`: builds the image and runs it; apart from `npm test`, which needs Node alone. */
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/image/**/*.image.ts"],
		environment: "node",
		pool: "forks",
		// An image is built by package managers, on a machine that may have other work.
		testTimeout: 240_000,
		hookTimeout: 600_000,
	},
});
