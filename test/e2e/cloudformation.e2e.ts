/** The CloudFormation template of the first install, read by CloudFormation's own linter with its schemas of every resource. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { installFolder } from "../support/install-folder.ts";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("../../.tools/cfn-lint", import.meta.url));
const pin = fileURLToPath(new URL("tools/cfn-lint.txt", import.meta.url));
const template = fileURLToPath(new URL("../../install/cloudformation.yaml", import.meta.url));
const missing = await install();

describe.skipIf(missing)("the template", () => {
	it("has nothing that cfn-lint objects to, warnings included", async () => {
		const regions = ["--regions", "us-east-1", "eu-central-1", "ap-northeast-1"];
		const args = ["--non-zero-exit-code", "informational", ...regions, "--template", template];
		const { stdout } = await run(join(folder, "bin", "cfn-lint"), args);
		expect(stdout).toBe("");
	});
});

/** The reason why the linter cannot be had; undefined once it is there. */
async function install(): Promise<string | undefined> {
	const pip = [join(folder, "bin", "pip"), "install", "--quiet", "--no-compile", "--require-hashes"] as const;
	try {
		await installFolder({
			path: folder,
			pin,
			steps: [
				["python3", "-m", "venv", folder],
				[...pip, "--requirement", pin],
			],
		});
		const { stdout } = await run(join(folder, "bin", "cfn-lint"), ["--version"]);
		process.stdout.write(stdout);
		return undefined;
	} catch (error) {
		if (process.env.E2E_REQUIRE_ALL === "true") throw error;
		const reason = (error as Error).message;
		process.stdout.write(`cfn-lint could not be had: ${reason}\n`);
		return reason;
	}
}
