/** `run` and `apply` on folders that are half written for a while, as they are on disk: nothing is deleted for that. */
import { rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Status } from "../../src/model/status.ts";
import { commit, git, gitMissing, repository, temporaryFolder, writeFiles } from "../source/folders.ts";
import { eventually, runCommand, startLocal } from "../support/command-line.ts";
import { doc } from "../support/manifests.ts";
import { running } from "../support/running.ts";

const cluster = (name: string) => doc("Cluster", name);
const environment = doc("Environment", "shop", "{ owner: shop, prune: automatic }");
const one = `${cluster("one")}---\n`;
const files = {
	"environment.yaml": environment,
	"shop.yaml": `${one}${cluster("two")}`,
	"more.yaml": cluster("three"),
};

const find = ({ resources }: Status, identity: string) => resources.find((resource) => resource.identity === identity);

describe("evenkeel run", () => {
	it.skipIf(gitMissing)("deletes nothing for a truncated file of a checkout, until that is committed", async () => {
		const folder = temporaryFolder();
		const first = repository(folder, files);
		await running(folder, ["--speed", "100", "--interval", "500ms"], async ({ status, text, log }) => {
			expect((await status()).revision).toBe(first);
			truncateSync(join(folder, "shop.yaml"), one.length);
			await eventually(async () => find(await status(), "Cluster/two")?.outcome === "waiting");
			const dirty = await status();
			expect([dirty.revision, dirty.problems, find(dirty, "Cluster/two")?.reason]).toEqual([
				...[`${first}-dirty`, []],
				expect.objectContaining({
					code: "FilesDifferFromCommit",
					params: { commit: first, files: [{ path: "shop.yaml", how: "changed" }], count: 1 },
				}),
			]);
			expect(await text()).toContain(`${first.slice(0, 10)}-dirty`);
			const second = commit(folder, {});
			await eventually(async () => find(await status(), "Cluster/two") === undefined);
			expect([(await status()).revision, log().match(/ecs:DeleteCluster/g)?.length]).toEqual([second, 1]);
		});
	});

	it("keeps what an empty file of a plain folder declared, and deletes what stays away", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, files);
		await running(folder, ["--speed", "100", "--interval", "500ms"], async ({ status, log }) => {
			truncateSync(join(folder, "more.yaml"), 0);
			await eventually(async () => (await status()).problems.length > 0);
			expect((await status()).problems).toMatchObject([{ place: { file: "more.yaml" }, code: "empty-file" }]);
			writeFiles(folder, files);
			await eventually(async () => (await status()).problems.length === 0);
			expect(log()).not.toContain("ecs:DeleteCluster");
			rmSync(join(folder, "more.yaml"));
			await eventually(async () => find(await status(), "Cluster/three")?.orphan === true);
			await eventually(async () => find(await status(), "Cluster/three") === undefined);
		});
	});

	it.skipIf(gitMissing)(
		"says once that there is no Git to ask, and then treats a checkout as a plain folder",
		async () => {
			const folder = temporaryFolder();
			repository(folder, files);
			const flags = ["--speed", "100", "--interval", "500ms"];
			const live = async ({ status, log }: Parameters<Parameters<typeof running>[2]>[0]) => {
				commit(folder, { "more.yaml": "# nothing\n" });
				await eventually(async () => find(await status(), "Cluster/three")?.orphan === true);
				await eventually(async () => find(await status(), "Cluster/three") === undefined);
				expect(log().match(/there is no Git on the PATH/g)).toHaveLength(1);
			};
			await running(folder, flags, live, { PATH: "/nonexistent" });
		},
	);
});

describe("evenkeel apply", () => {
	it("reads a plain folder again before it deletes, and deletes nothing for one that changes meanwhile", async () => {
		const aws = await startLocal();
		const folder = temporaryFolder();
		writeFiles(folder, files);
		const apply = () => runCommand(["apply", "--path", folder, "--speed", "20"], { env: aws.env });
		expect(await apply()).toMatchObject({ code: 0 });
		rmSync(join(folder, "more.yaml"));
		const changing = apply();
		await new Promise((passed) => setTimeout(passed, 1_500));
		writeFiles(folder, { "more.yaml": "# half" });
		const kept = await changing;
		expect([kept.code, kept.out]).toEqual([0, expect.not.stringContaining("ecs:DeleteCluster")]);
		rmSync(join(folder, "more.yaml"));
		expect(await apply()).toMatchObject({ code: 0, out: expect.stringContaining("ecs:DeleteCluster") });
		await aws.stop();
	});

	it.skipIf(gitMissing)(
		"deletes at once for a commit, and ends well without deleting for what is not committed",
		async () => {
			const aws = await startLocal();
			const folder = temporaryFolder();
			repository(folder, files);
			const env = { ...aws.env, PATH: process.env.PATH ?? "" };
			const apply = () => runCommand(["apply", "--path", folder, "--speed", "200"], { env });
			expect(await apply()).toMatchObject({ code: 0 });
			git(folder, "rm", "--quiet", "more.yaml");
			const kept = await apply();
			expect([kept.code, kept.out]).toEqual([0, expect.not.stringContaining("ecs:DeleteCluster")]);
			commit(folder, {});
			expect(await apply()).toMatchObject({ code: 0, out: expect.stringContaining("ecs:DeleteCluster") });
			await aws.stop();
		},
	);
});
