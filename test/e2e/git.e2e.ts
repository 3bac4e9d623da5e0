/**
 * Fed by commits: a bare repository, a program that publishes it into a folder, evenkeel as a process, an embedded AWS. Whatever
 * happens to the branch, AWS ends as the last good commit says, and nothing is lost on the way there.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeClustersCommand, ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Status } from "../../src/model/status.ts";
import { buildProgram, eventually, type Process, runCommand, startProcess } from "../support/command-line.ts";
import { createOrigin, type Files, type Origin } from "./origin.ts";
import { type Publisher, ways } from "./publishers.ts";

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
	program = await buildProgram();
});
afterAll(() => program.remove());

describe.each(ways)("$name", ({ missing, isAtomic, start }) => {
	describe.skipIf(missing)(missing ?? "is followed", () => {
		let folder: string;
		let origin: Origin;
		let publisher: Publisher;
		let evenkeel: Process;
		let ecs: ECSClient;

		beforeAll(async () => {
			folder = await realpath(await mkdtemp(join(tmpdir(), "evenkeel-published-")));
			origin = await createOrigin();
			await origin.commit(shop({ api: "0" }));
			publisher = await start(origin, folder);
			const ports = ["--listen", "127.0.0.1:0", "--port", "0", "--dns-port", "0"];
			evenkeel = startProcess(program.file, ["run", "--path", publisher.path, "--local", ...ports]);
			await evenkeel.says(/converged/);
			const endpoint = /embedded AWS.* is at (http:\/\/\S+?);/.exec(evenkeel.text())?.[1] ?? "";
			ecs = new ECSClient({
				...{ endpoint, region: "ap-northeast-1" },
				credentials: { accessKeyId: "any", secretAccessKey: "any" },
			});
		});
		afterAll(async () => {
			await publisher?.stop();
			evenkeel?.child.kill("SIGTERM");
			await evenkeel?.ended;
			ecs?.destroy();
			await origin?.remove();
			await rm(folder, { recursive: true });
		});

		it("through a burst of fifty commits", async () => {
			await isLive(await origin.commit(shop({ api: "0", jobs: "0" })));
			const before = evenkeel.text().length;
			for (let number = 1; number < 50; number++) {
				// One manifest goes from file to file, so that half a commit has it twice or not at all.
				const file = number % 2 ? "moved.yaml" : "jobs.yaml";
				await origin.commit({ ...shop({ api: `${number}` }), [file]: cluster("jobs", `${number}`) });
			}
			await isLive(await origin.commit(shop({ api: "50", jobs: "50" })));
			expect(await clusters()).toEqual({ api: "50", jobs: "50" });
			const said = evenkeel.text().slice(before);
			if (isAtomic) expect(said).not.toMatch(/^\S+ error /m);
			expect(said).not.toMatch(/ecs:(Create|Delete)Cluster/);
		});

		it("back over a push by force", async () => {
			await isLive(await origin.commit(shop({ api: "kept" })));
			await origin.commit(shop({ api: "forgotten", extra: "1" }));
			await isLive(await origin.commit(shop({ api: "forgotten", extra: "2" })));
			await origin.forget(2);
			await isLive(await origin.commit(shop({ api: "kept", other: "1" })));
			await eventually(async () => !("extra" in (await clusters())));
			expect(await clusters()).toEqual({ api: "kept", other: "1" });
		});

		it("past a broken commit, which changes what it can and deletes nothing, until it is reverted", async () => {
			await isLive(await origin.commit(shop({ api: "good", jobs: "good", extra: "good" })));
			const broken = await origin.commit({ ...shop({ api: "changed" }), "jobs.yaml": "kind: [" });
			expect(await wait(broken)).toMatchObject({ code: 1, out: expect.stringContaining("jobs.yaml:1:") });
			const revision = await publisher.revisionOf(broken);
			await eventually(async () => (await status()).lastSuccessRevision === revision);
			await eventually(async () => (await clusters()).api === "changed");
			const { resources } = await status();
			expect(await clusters()).toEqual({ api: "changed", jobs: "good", extra: "good" });
			expect(resources.find(({ identity }) => identity === "Cluster/extra")).toMatchObject({
				...{
					orphan: true,
					outcome: "waiting",
					reason: expect.objectContaining({ code: "DeletionNeedsValidManifests" }),
				},
			});
			const before = evenkeel.text().length;
			await isLive(await origin.revert());
			expect(await clusters()).toEqual({ api: "good", jobs: "good", extra: "good" });
			expect(evenkeel.text().slice(before)).not.toMatch(/ecs:(Create|Delete)Cluster/);
		});

		it("over an empty commit and a file's new name, without a call", async () => {
			await isLive(await origin.commit(shop({ api: "1", jobs: "1" })));
			const before = await lastChanges();
			await isLive(await origin.commit(shop({ api: "1", jobs: "1" })));
			await isLive(await origin.commit({ ...shop({ api: "1" }), "work.yaml": cluster("jobs", "1") }));
			expect(await lastChanges()).toEqual(before);
		});

		it("over a resource's new name, which makes another one and deletes the one before", async () => {
			await isLive(await origin.commit(shop({ api: "1", jobs: "1" })));
			await isLive(await origin.commit({ ...shop({ api: "1" }), "jobs.yaml": cluster("work", "1") }));
			await eventually(async () => !("jobs" in (await clusters())));
			expect(await clusters()).toEqual({ api: "1", work: "1" });
		});

		const address = () => /metrics are at http:\/\/(\S+)\/metrics/.exec(evenkeel.text())?.[1] ?? "";

		async function status(): Promise<Status> {
			return (await fetch(`http://${address()}/api/v1/status`)).json() as Promise<Status>;
		}

		/** What a pipeline is told that waits for the commit. */
		async function wait(commit: string) {
			const revision = await publisher.revisionOf(commit);
			return runCommand(["status", "--wait", "--address", address(), "--revision", revision, "--timeout", "2m"]);
		}

		async function isLive(commit: string): Promise<void> {
			const { code, out, error } = await wait(commit);
			expect({ code, error }, `${out}\n${evenkeel.text()}`).toEqual({ code: 0, error: "" });
		}

		/** By name, what the tag says that tells the commits apart. */
		async function clusters(): Promise<Readonly<Record<string, string | undefined>>> {
			const { clusterArns } = await ecs.send(new ListClustersCommand({}));
			const answer = await ecs.send(new DescribeClustersCommand({ clusters: clusterArns, include: ["TAGS"] }));
			const active = (answer.clusters ?? []).filter((one) => one.status === "ACTIVE");
			return Object.fromEntries(
				active.map(({ clusterName, tags }) => [clusterName, tags?.find(({ key }) => key === "state")?.value]),
			);
		}

		async function lastChanges() {
			return (await status()).resources.map(({ identity, lastChange }) => ({ identity, lastChange }));
		}
	});
});

/** An environment, and a file for each cluster with what its tag says. */
function shop(states: Readonly<Record<string, string>>): Files {
	const files = Object.entries(states).map(([name, state]) => [`${name}.yaml`, cluster(name, state)]);
	return { "environment.yaml": environment, ...Object.fromEntries(files) };
}

const environment = `apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: shop }
spec: { owner: shop, region: ap-northeast-1, prune: automatic }
`;

function cluster(name: string, state: string): string {
	return `apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: ${name} }
spec: { tags: [{ key: state, value: "${state}" }] }
`;
}
