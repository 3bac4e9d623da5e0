/**
 * The alerts with the real Prometheus: promtool tries each rule, and a server scrapes a running evenkeel, in which a drift
 * that may not be put right is made by hand and undone.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ECSClient, UpdateClusterSettingsCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildProgram, type Process, startProcess } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";
import { findPrometheus, type Prometheus, startPrometheus } from "./prometheus-tools.ts";

const run = promisify(execFile);
const tools = await findPrometheus();
const absent = typeof tools === "string";
const monitoring = fileURLToPath(new URL("../../monitoring", import.meta.url));

describe.skipIf(absent)("promtool", () => {
	it.each([
		["finds the rules right", ["check", "rules", "alerts.yaml"]],
		["sees each alert fire when it should, and stay silent when it should", ["test", "rules", "alerts.test.yaml"]],
	])("%s", async (_, args) => {
		if (typeof tools === "string") return;
		const { stdout } = await run(tools.promtool, args, { cwd: monitoring });
		expect(stdout).toContain("SUCCESS");
	});
});

describe.skipIf(absent)("a drift that is not put right", () => {
	let folder: ManifestFolder;
	let data: string;
	let program: Awaited<ReturnType<typeof buildProgram>>;
	let evenkeel: Process;
	let ecs: ECSClient;
	let prometheus: Prometheus;

	beforeAll(async () => {
		if (typeof tools === "string") return;
		folder = await manifestFolder();
		data = await mkdtemp(join(tmpdir(), "evenkeel-prometheus-"));
		await folder.write("environment.yaml", environment);
		await folder.write("cluster.yaml", cluster(""));
		program = await buildProgram();
		const ports = ["--listen", "127.0.0.1:0", "--port", "0", "--dns-port", "0"];
		evenkeel = startProcess(program.file, ["run", "--path", folder.path, "--local", "--interval", "1s", ...ports]);
		await evenkeel.says(/converged/);
		await folder.write("cluster.yaml", cluster("policy: { mode: observe }"));
		const aws = /embedded AWS.* is at (http:\/\/\S+?);/.exec(evenkeel.text())?.[1] ?? "";
		const metrics = /metrics are at http:\/\/(\S+)\/metrics/.exec(evenkeel.text())?.[1] ?? "";
		const credentials = { accessKeyId: "any", secretAccessKey: "any" };
		ecs = new ECSClient({ endpoint: aws, region: "ap-northeast-1", credentials });
		const rules = inSeconds(await readFile(join(monitoring, "alerts.yaml"), "utf8"));
		prometheus = await startPrometheus(tools.server, { data, target: metrics, rules });
	});
	afterAll(async () => {
		await prometheus?.stop();
		ecs?.destroy();
		evenkeel?.child.kill("SIGTERM");
		await evenkeel?.ended;
		await program?.remove();
		await folder?.dispose();
		if (data) await rm(data, { recursive: true });
	});

	it("is an alert that is pending, then firing, then resolved", async () => {
		await becomes([]);
		await setInsights("disabled");
		await becomes(["pending"]);
		await becomes(["firing"]);
		await setInsights("enabled");
		await becomes([]);
	});

	async function setInsights(value: string): Promise<void> {
		const settings = [{ name: "containerInsights" as const, value }];
		await ecs.send(new UpdateClusterSettingsCommand({ cluster: "shop", settings }));
	}

	async function becomes(states: readonly string[]): Promise<void> {
		const look = async () => expect(await prometheus.states("EvenkeelDriftNotHealed")).toEqual(states);
		await vi.waitFor(look, { timeout: 60_000, interval: 100 });
	}
});

const environment = `apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: watched }
spec: { owner: watched, region: ap-northeast-1 }
`;

function cluster(policy: string): string {
	return `apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
${policy}
spec: { settings: [{ name: containerInsights, value: enabled }] }
`;
}

/** The rules with half hours and minutes shortened, so that a test need not wait for them. */
function inSeconds(rules: string): string {
	return rules.replaceAll(/for: \d+[mhd]/g, "for: 3s").replace("evenkeel_resource_drift_seconds > 1800", "$& / 1800");
}
