/**
 * Tracks which credentials sign requests. Credentials may be refreshed while the process runs, possibly for another
 * account, and only the signed request itself shows which ones it uses.
 */
import { AwsFailure } from "./failure.ts";

/** Whether a call signed with this access key may be sent. */
export type MayBeSignedBy = (accessKeyId: string) => boolean;

/** The signatures of some clients' requests. */
export interface Signatures {
	/** Watches the requests of an SDK client. */
	readonly watch: (client: { readonly middlewareStack: object }) => void;
	/** The access key id that signed the request for this answer; undefined if unknown. */
	readonly signerOf: (answer: object) => string | undefined;
	/** Allows the request with this input only if its signature is permitted; otherwise it rejects with an `AwsFailure`. */
	readonly require: (input: object, operation: string, mayBeSignedBy: MayBeSignedBy) => void;
}

/** The code of a call that was not sent because its credentials have changed. */
export const credentialsChanged = "CredentialsChanged";

/** The part of the SDK's middleware stack used here; its SDK type differs for each service. */
interface MiddlewareStack {
	readonly add: (
		middleware: (next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>,
		options: { readonly step: "deserialize"; readonly name: string; readonly priority: "high" },
	) => void;
}

interface Args {
	readonly input: object;
	readonly request: { readonly headers: Readonly<Record<string, string>> };
}

interface Result {
	readonly output: object;
}

/** Creates a tracker that watches no client. */
export function createSignatures(): Signatures {
	const signers = new WeakMap<object, string>();
	const required = new WeakMap<object, { readonly operation: string; readonly mayBeSignedBy: MayBeSignedBy }>();

	/** Runs after the signing middleware and before the deserializer. */
	const watching = (next: (args: Args) => Promise<Result>) => async (args: Args) => {
		const signer = accessKeyOf(args.request.headers.authorization);
		const requirement = required.get(args.input);
		if (requirement && !requirement.mayBeSignedBy(signer)) {
			const sentence = "not sent, since the credentials have changed after the account was last confirmed";
			throw new AwsFailure("unavailable", credentialsChanged, requirement.operation, sentence);
		}
		const result = await next(args);
		signers.set(result.output, signer);
		return result;
	};

	return {
		watch: ({ middlewareStack }) => {
			const options = { step: "deserialize", name: "watchSignatures", priority: "high" } as const;
			(middlewareStack as MiddlewareStack).add(watching, options);
		},
		signerOf: (answer) => signers.get(answer),
		require: (input, operation, mayBeSignedBy) => void required.set(input, { operation, mayBeSignedBy }),
	};
}

/** Reads the Signature Version 4 header: `AWS4-HMAC-SHA256 Credential=AKIA…/20260101/eu-west-1/ecs/aws4_request, …`. */
function accessKeyOf(authorization = ""): string {
	return /Credential=([^/]+)/.exec(authorization)?.[1] ?? "";
}
