/**
 * The hosted zone of a namespace that goes. Cloud Map deletes it with the namespace; while Route 53 still has it, its names
 * are answered and another namespace of that name is refused, so the namespace is not gone before its zone is.
 */
import type { Read } from "../../aws/reads.ts";
import type { Due } from "../../model/observing.ts";
import { because } from "../../model/reason.ts";
import type { Sight } from "../../model/world.ts";
import { lastSeen, tryRead } from "../looking.ts";
import type { NamespaceFacts } from "./facts.ts";
import type { NamespaceSpec } from "./spec.ts";

/**
 * What is to be seen of a namespace that no manifest declares and no list shows any more, as long as Route 53 has the zone
 * that it had; undefined once both are gone, and where we may not ask. A zone of another name answers nothing in place of the
 * namespace, so nobody waits for it. Only a controller that has seen the namespace knows
 * its zone: another one goes by the operation that deletes both.
 */
export async function zoneLeftBehind(
	read: Read,
	{ resource, last }: Due<NamespaceSpec, NamespaceFacts>,
): Promise<Sight<NamespaceSpec, NamespaceFacts> | undefined> {
	const observed = lastSeen(last);
	const zone = observed?.facts.hostedZoneId;
	if (resource || !observed || !zone) return undefined;
	const tried = await tryRead(() => read("route53:GetHostedZone", { Id: zone }));
	if (!tried.ok && (tried.failure.kind === "missing" || tried.failure.kind === "denied")) return undefined;
	const name = tried.ok ? tried.value.HostedZone?.Name : undefined;
	if (name !== undefined && name !== zoneName(observed.spec.Name)) return undefined;
	const busy = because("HostedZoneRemains", { zone, ...(tried.ok ? {} : { cause: tried.reason }) });
	return { status: "present", observed: { ...observed, busy } };
}

/** The first VPC of a private namespace's zone, as its manifest says it; the others were associated later. */
export async function zoneVpc(read: Read, { hostedZoneId }: NamespaceFacts): Promise<Pick<NamespaceSpec, "Vpc">> {
	const { VPCs } = hostedZoneId ? await read("route53:GetHostedZone", { Id: hostedZoneId }) : {};
	const [first] = (VPCs ?? []).flatMap(({ VPCId }) => VPCId ?? []);
	return first ? { Vpc: first } : {};
}

/** As Route 53 shows the name of a zone: in small letters, to the root's dot (Route 53 developer guide, "DNS domain name format"). */
function zoneName(namespace = ""): string {
	return `${namespace.toLowerCase()}.`;
}
