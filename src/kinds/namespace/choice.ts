/**
 * Resolves a namespace name that is not unique.
 * Private namespaces of one name may exist in several VPCs, and choosing the wrong one would write into another owner's
 * zone.
 */
import type { NamespaceSummary } from "@aws-sdk/client-servicediscovery";
import { because, type Reason } from "../../model/reason.ts";

/** A namespace of the right name. */
export interface Candidate {
	readonly summary: NamespaceSummary;
	/** The VPCs of its zone, where known. */
	readonly vpcs?: readonly string[];
	/** Why the VPCs are unknown. */
	readonly reason?: Reason;
	/** Whether a retry cannot succeed either. */
	readonly isKeptBack?: boolean;
}

/** The namespace that the manifest means; `unknown` where the choice would be a guess. */
export function chooseNamespace(
	candidates: readonly Candidate[],
	{
		name,
		vpc,
		lastId,
	}: { readonly name: string; readonly vpc: string | undefined; readonly lastId: string | undefined },
): Candidate | { readonly status: "absent" } | { readonly status: "unknown"; readonly reason: Reason } {
	const isPrivate = ({ summary }: Candidate) => summary.Type === "DNS_PRIVATE";
	// No two zones of one name share a VPC, so at most one candidate matches; candidates known to be in other VPCs are
	// excluded.
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
	// Without VPCs, a single namespace of that name is accepted; several cannot be told apart.
	if (!unread || (candidates.length === 1 && unread.isKeptBack)) return only;
	const cause = unread.reason ? { cause: unread.reason } : {};
	const params = { name, id: unread.summary.Id ?? "", vpc: vpc ?? "", ...cause };
	return { status: "unknown", reason: because("NamespaceVpcUnknown", params) };
}
