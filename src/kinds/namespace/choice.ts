/**
 * Which namespace a manifest means when a name alone does not tell: private namespaces of one name may exist in several
 * VPCs, and taking another one's for ours would write into a stranger's zone.
 */
import type { NamespaceSummary } from "@aws-sdk/client-servicediscovery";
import { because, type Reason } from "../../model/reason.ts";

/** A namespace of the right name. */
export interface Candidate {
	readonly summary: NamespaceSummary;
	/** The VPCs of its zone, where they are known. */
	readonly vpcs?: readonly string[];
	/** Why they are not. */
	readonly reason?: Reason;
	/** Whether asking again will not tell either. */
	readonly isKeptBack?: boolean;
}

/** The one that is meant; `unknown` wherever it would take a guess. */
export function chooseNamespace(
	candidates: readonly Candidate[],
	{
		name,
		vpc,
		lastId,
	}: { readonly name: string; readonly vpc: string | undefined; readonly lastId: string | undefined },
): Candidate | { readonly status: "absent" } | { readonly status: "unknown"; readonly reason: Reason } {
	const isPrivate = ({ summary }: Candidate) => summary.Type === "DNS_PRIVATE";
	// No two zones of one name share a VPC, so at most one can match; one that is known to be elsewhere is not the one.
	const possible =
		vpc === undefined
			? candidates.filter(({ summary }) => summary.Id === lastId)
			: candidates.filter(({ vpcs }) => vpcs?.includes(vpc));
	const [match] = possible;
	if (match) return match;
	const elsewhere = (candidate: Candidate) => vpc !== undefined && isPrivate(candidate) && candidate.vpcs !== undefined;
	const left = candidates.filter((candidate) => !elsewhere(candidate));
	const [only, another] = left;
	if (!only) return { status: "absent" };
	const unread = left.find((candidate) => vpc !== undefined && isPrivate(candidate));
	if (another && !unread) {
		const ids = left.map(({ summary }) => summary.Id ?? "");
		return { status: "unknown", reason: because("NamespaceAmbiguous", { name, ids }) };
	}
	// Whoever is not told of VPCs has one namespace of a name, or cannot be helped.
	if (!unread || (candidates.length === 1 && unread.isKeptBack)) return only;
	const cause = unread.reason ? { cause: unread.reason } : {};
	const params = { name, id: unread.summary.Id ?? "", vpc: vpc ?? "", ...cause };
	return { status: "unknown", reason: because("NamespaceVpcUnknown", params) };
}
