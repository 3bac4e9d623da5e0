/** Starts the servers of `evenkeel run`: the status server, and the health listener for the container's health check. */
import type { Controller } from "../controller/loop.ts";
import { startHealthServer } from "../report/health-server.ts";
import type { Listener } from "../report/listening.ts";
import { type ServerOptions, startServer } from "../report/server.ts";
import { durationText } from "../report/text.ts";
import { CommandFailure } from "./cli-context.ts";
import type { Address } from "./options.ts";

/** Even a reconcile of thousands of resources, paced by AWS's request budget, ends within minutes. */
const maxReconcileMs = 1_800_000;

/** Serves status, metrics and health. Rejects with a `CommandFailure` that names the flag. */
export function startStatus(
	listen: Address,
	controller: Pick<Controller, "status" | "ready" | "reconcileRunsForMs">,
	{ metrics, hideIn }: Pick<ServerOptions, "metrics" | "hideIn">,
): Promise<Listener> {
	const { status, ready } = controller;
	const starting = startServer({
		...{ ...listen, status, metrics, hideIn, ready },
		healthy: healthOf(controller),
		now: Date.now,
	});
	return named(starting, "--listen");
}

/** Serves health alone; nothing without an address. Rejects with a `CommandFailure` that names the flag. */
export async function startHealth(
	listen: Address | undefined,
	controller: Pick<Controller, "reconcileRunsForMs">,
): Promise<Listener | undefined> {
	return listen && named(startHealthServer({ ...listen, healthy: healthOf(controller) }), "--health-listen");
}

function healthOf({ reconcileRunsForMs }: Pick<Controller, "reconcileRunsForMs">) {
	return () => {
		const reconcileMs = reconcileRunsForMs();
		const ok = reconcileMs < maxReconcileMs;
		return { ok, reason: ok ? "" : `A reconcile has not ended for ${durationText(reconcileMs)}.` };
	};
}

async function named(starting: Promise<Listener>, flag: string): Promise<Listener> {
	try {
		return await starting;
	} catch (error) {
		throw new CommandFailure(`${(error as Error).message} Choose another address with ${flag}.`);
	}
}
