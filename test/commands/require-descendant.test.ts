/** `evenkeel run --require-descendant`: a way back in history is held and told of, and one forward is taken. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commit, git, gitMissing, repository, temporaryFolder, writeFiles } from "../source/folders.ts";
import { eventually, runCommand } from "../support/command-line.ts";
import { running } from "../support/running.ts";

const files = (state: string) => ({
	"shop.yaml": `apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: { tags: [{ key: state, value: ${state} }] }
`,
});

describe.skipIf(gitMissing)("evenkeel run --require-descendant", () => {
	it("holds an older commit, says so everywhere, and goes on with what descends from the last one", async () => {
		const folder = temporaryFolder();
		const first = repository(folder, files("one"));
		await running(folder, ["--require-descendant"], async ({ status, text, metrics, log }) => {
			expect(await text()).toContain(`Ancestry    checked since ${first.slice(0, 10)}, the first`);
			const second = commit(folder, files("two"));
			await eventually(async () => (await status()).revision === second);
			git(folder, "reset", "--quiet", "--hard", first);
			await eventually(async () => (await status()).rejectedRevision === first);
			expect(await status()).toMatchObject({ revision: second, problems: [{ code: "no-descendant" }] });
			expect(log()).toContain(`Commit ${first} is rejected: it does not descend from ${second}`);
			expect(await metrics()).toMatch(/^evenkeel_manifest_errors 1$/m);
			git(folder, "reset", "--quiet", "--hard", second);
			await eventually(async () => (await status()).problems.length === 0);
			expect((await status()).rejectedRevision).toBeUndefined();
			const third = commit(folder, files("three"));
			await eventually(async () => (await status()).revision === third);
		});
	});

	it("is off by default: the older commit is taken, and the status says that nobody checks", async () => {
		const folder = temporaryFolder();
		const first = repository(folder, files("one"));
		const second = commit(folder, files("two"));
		await running(folder, [], async ({ status, text }) => {
			expect(await status()).toMatchObject({ revision: second, ancestry: { checked: false } });
			expect(await text()).toContain("Ancestry    not checked");
			git(folder, "reset", "--quiet", "--hard", first);
			await eventually(async () => (await status()).revision === first);
		});
	});

	it("does not start where there is no Git", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, files("one"));
		const env = { PATH: join(folder, "nothing") };
		const result = await runCommand(["run", "--path", folder, "--local", "--require-descendant"], { env });
		expect(result).toMatchObject({ code: 1, error: expect.stringContaining("needs Git") });
	});
});
