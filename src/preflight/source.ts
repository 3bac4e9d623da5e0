/** What each kind of prerequisite is looked up with, and what a look-up is. */
import type { LookUps } from "../aws/look-ups.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { Finding } from "../model/prerequisite.ts";

/** Whom to ask, and as whom. */
export interface Sources {
	readonly lookUps: LookUps;
	/** Registries; absent where none may be asked. */
	readonly images?: ImageSource;
	/** The account and region that AWS has answered with. */
	readonly account: string;
	readonly region: string;
}

/** Looks one up. Rejects with an `AwsFailure` or `SdkMissing`; of kind `missing` where AWS has no such thing. */
export type Source<Wanted> = (wanted: Wanted, sources: Sources, signal: AbortSignal) => Promise<Finding>;
