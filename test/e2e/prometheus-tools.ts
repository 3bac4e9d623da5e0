/** The real Prometheus and its promtool: unpacked at a pinned version, started on loopback, asked through their own interfaces. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackDebianPackage } from "../support/debian.ts";

const folder = fileURLToPath(new URL("../../.tools/prometheus", import.meta.url));

/** The programs' paths, or the reason why they are not there. */
export async function findPrometheus(): Promise<{ readonly server: string; readonly promtool: string } | string> {
	try {
		const version = await unpackDebianPackage({ name: "prometheus", version: "2.42.0" }, folder);
		process.stdout.write(`Prometheus ${version}.\n`);
		return { server: join(folder, "usr/bin/prometheus"), promtool: join(folder, "usr/bin/promtool") };
	} catch (error) {
		if (process.env.E2E_REQUIRE_ALL === "true") throw error;
		process.stdout.write(`Prometheus could not be had: ${(error as Error).message}\n`);
		return (error as Error).message;
	}
}

export interface Prometheus {
	/** The alerts of this name that are pending or firing, by state. */
	readonly states: (alertname: string) => Promise<readonly string[]>;
	readonly stop: () => Promise<void>;
}

/** Starts a server in `folder` that scrapes `target` (`host:port`) and judges `rules` (a file's text) twice a second. */
export async function startPrometheus(
	server: string,
	{ data, target, rules }: { readonly data: string; readonly target: string; readonly rules: string },
): Promise<Prometheus> {
	const address = `127.0.0.1:${await freePort()}`;
	await writeFile(join(data, "alerts.yaml"), rules);
	await writeFile(
		join(data, "prometheus.yaml"),
		`global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
rule_files: [alerts.yaml]
scrape_configs: [{ job_name: evenkeel, static_configs: [{ targets: ["${target}"] }] }]
`,
	);
	const flags = ["--config.file", join(data, "prometheus.yaml"), "--storage.tsdb.path", join(data, "data")];
	const child = spawn(server, [...flags, "--web.listen-address", address], { stdio: ["ignore", "ignore", "pipe"] });
	await ready(child);
	return {
		states: async (alertname) => {
			const answer = await fetch(`http://${address}/api/v1/alerts`);
			const { data: found } = (await answer.json()) as { readonly data: { readonly alerts: readonly Alert[] } };
			return found.alerts.filter(({ labels }) => labels.alertname === alertname).map(({ state }) => state);
		},
		stop: async () => {
			child.kill("SIGTERM");
			if (child.exitCode === null) await once(child, "exit");
		},
	};
}

interface Alert {
	readonly labels: Readonly<Record<string, string>>;
	readonly state: "pending" | "firing";
}

async function ready(child: ChildProcess): Promise<void> {
	let said = "";
	await new Promise<void>((resolve, reject) => {
		child.stderr?.on("data", (chunk: Buffer) => {
			said += chunk;
			if (said.includes("Server is ready to receive web requests")) resolve();
		});
		child.once("exit", (code) => reject(new Error(`Prometheus ended with ${code}:\n${said}`)));
	});
}

/** A port that was free a moment ago: Prometheus takes none of its own choice. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	return typeof address === "object" && address ? address.port : 0;
}
