/** Manifests of what exists, as text that `validate` accepts. What no manifest can say is left out, and told. */
import type { Read } from "../aws/reads.ts";
import { type ExportedManifest, exportedManifests, refusedManifests } from "../manifest/exported.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { because } from "../model/reason.ts";
import type { World } from "../model/world.ts";
import { type Exported, exportWorld } from "./export.ts";

/** Rejects with an `AwsFailure`. `skipped` is what is left out, and why. */
export async function exportManifests({
	kinds,
	world,
	read,
	isMeant,
	withSecrets,
	onBug,
}: {
	readonly kinds: Kinds;
	readonly world: World;
	readonly read: Read;
	readonly isMeant: (identity: Identity) => boolean;
	readonly withSecrets: boolean;
	/** Called with each bug; what it came up with is not exported. */
	readonly onBug: (bug: Bug) => void;
}): Promise<{ readonly manifests: readonly ExportedManifest[]; readonly skipped: Exported["skipped"] }> {
	const leftOut = new Map<Identity, Exported["skipped"][number]>();
	for (;;) {
		// What is left out can have no manifest that refers to it by name.
		const isSaid = (identity: Identity) => isMeant(identity) && !leftOut.has(identity);
		const { resources, skipped } = await exportWorld(kinds, world, read, { isMeant: isSaid, onBug });
		const refused = refusedManifests(exportedManifests(resources, kinds, { withSecrets: true }), kinds);
		if (refused.size === 0) {
			const manifests = exportedManifests(resources, kinds, { withSecrets });
			return { manifests, skipped: [...skipped, ...leftOut.values()] };
		}
		for (const [identity, { code, sentence }] of refused) {
			leftOut.set(identity, { identity, reason: because("ExportInvalid", { problem: code, said: sentence }) });
		}
	}
}
