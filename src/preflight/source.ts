/** The interface of preflight lookups, and the clients that they use. */
import type { Lookups } from "../aws/lookups.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { Finding } from "../model/prerequisite.ts";

/** The clients, and the account and Region that they query. */
export interface Sources {
	readonly lookups: Lookups;
	/** Image registries; absent if they must not be queried. */
	readonly images?: ImageSource;
	/** The account and Region that AWS answers with. */
	readonly account: string;
	readonly region: string;
}

/**
 * Looks up one prerequisite. Rejects with an `AwsFailure`, of kind `missing` if it does not exist in AWS, or with
 * `SdkMissing`.
 */
export type Source<Wanted> = (wanted: Wanted, sources: Sources, signal: AbortSignal) => Promise<Finding>;
