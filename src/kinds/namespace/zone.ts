/**
 * Observes the hosted zone of a namespace being deleted.
 * Cloud Map deletes it with the namespace; while Route 53 has it, its names resolve and a new namespace of that name is
 * rejected, so the namespace counts as deleted only once its zone is.
 */
import type { Read } from "../../aws/reads.ts";
import type { Due } from "../../model/observe-request.ts";
import type { Observation } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { lastObserved, tryRead } from "../observing.ts";
import type { NamespaceFacts } from "./facts.ts";
import type { NamespaceSpec } from "./spec.ts";

/**
 * The observation of a namespace that no manifest declares and no list returns, while Route 53 still has its zone;
 * undefined once both are deleted, and without the permission to read the zone. A zone of another name does not shadow the
 * namespace, so it is not waited for. Only a controller that has observed the namespace knows its zone; any other follows
 * the operation that deletes both.
 */
export async function zoneLeftBehind(
	read: Read,
	{ resource, last }: Due<NamespaceSpec, NamespaceFacts>,
): Promise<Observation<NamespaceSpec, NamespaceFacts> | undefined> {
	const observed = lastObserved(last);
	const zone = observed?.facts.hostedZoneId;
	if (resource || !observed || !zone) return undefined;
	const tried = await tryRead(() => read("route53:GetHostedZone", { Id: zone }));
	if (!tried.ok && (tried.failure.kind === "missing" || tried.failure.kind === "denied")) return undefined;
	const name = tried.ok ? tried.value.HostedZone?.Name : undefined;
	if (name !== undefined && name !== zoneName(observed.spec.Name)) return undefined;
	const busy = because("HostedZoneRemains", { zone, ...(tried.ok ? {} : { cause: tried.reason }) });
	return { status: "present", observed: { ...observed, busy } };
}

/** The first VPC of a private namespace's zone, the one its manifest sets; the others were associated later. */
export async function zoneVpc(read: Read, { hostedZoneId }: NamespaceFacts): Promise<Pick<NamespaceSpec, "Vpc">> {
	const { VPCs } = hostedZoneId ? await read("route53:GetHostedZone", { Id: hostedZoneId }) : {};
	const [first] = (VPCs ?? []).flatMap(({ VPCId }) => VPCId ?? []);
	return first ? { Vpc: first } : {};
}

/**
 * The name of a zone as Route 53 returns it: lower case, with the trailing dot (Route 53 developer guide, "DNS domain name
 * format").
 */
function zoneName(namespace = ""): string {
	return `${namespace.toLowerCase()}.`;
}
