/**
 * What people and tests may ask of the embedded AWS beside AWS's own operations: what a task sees, which no AWS call tells,
 * and an overview of everything that is there. Reading only.
 */
import type { DnsQuestion, DnsReply } from "./dns/answer.ts";
import { askerOf } from "./dns/extension.ts";
import type { Asker } from "./dns/view.ts";

export interface ControlAnswer {
	readonly contentType: string;
	readonly body: string;
}

/** Answers a path under `/_evenkeel/`; undefined when there is no such path, or no such task. */
export type Control = (path: string, query: URLSearchParams) => ControlAnswer | undefined;

/** Where the answers come from. */
export interface Inside {
	readonly account: string;
	readonly region: string;
	readonly now: () => number;
	readonly hostsFile: (taskId: string) => string | undefined;
	readonly lookup: (taskId: string, name: string, asker: Asker) => readonly string[] | undefined;
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
	/** Everything that is there, at a glance. */
	readonly overview: () => object;
}

/**
 * `GET /_evenkeel/tasks/{id}/hosts` is the task's hosts file, `…/lookup?name=` the addresses of a name as the task resolves
 * it, `GET /_evenkeel/lookup?name=…&type=…` what DNS says, `GET /_evenkeel/state` the overview. A lookup can say where it comes
 * from: `vpc`, `region`, `continent`, `country`, `subdivision`, `address`.
 */
export function createControl(inside: Inside): Control {
	return (path, query) => {
		if (path === "/_evenkeel/state") return json(stateOf(inside));
		if (path === "/_evenkeel/lookup") {
			const question = { name: query.get("name") ?? "", type: (query.get("type") ?? "A").toUpperCase() };
			return json({ ...question, ...inside.resolveDns({ ...question, asker: askerOf(query) }) });
		}
		const [, taskId, view] = /^\/_evenkeel\/tasks\/([^/]+)\/(hosts|lookup)$/.exec(path) ?? [];
		if (!taskId) return undefined;
		if (view === "hosts") {
			const body = inside.hostsFile(taskId);
			return body === undefined ? undefined : { contentType: "text/plain; charset=utf-8", body };
		}
		const name = query.get("name") ?? "";
		const addresses = inside.lookup(taskId, name, askerOf(query));
		return addresses && json({ name, addresses });
	};
}

function stateOf({ account, region, now, overview }: Inside): object {
	return { account, region, time: new Date(now()).toISOString(), ...overview() };
}

function json(value: object): ControlAnswer {
	return { contentType: "application/json", body: `${JSON.stringify(value, null, "\t")}\n` };
}
