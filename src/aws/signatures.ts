/**
 * Which credentials requests are signed with. Credentials are refreshed while a process runs, perhaps to another account's, and
 * only the signed request itself shows for certain which ones it bears.
 */
import { AwsFailure } from "./failure.ts";

/** Whether a call may be sent that is signed with this access key. */
export type MayBeSignedBy = (accessKeyId: string) => boolean;

/** What is known of the signatures of some clients' requests. */
export interface Signatures {
	/** Watches the requests of an SDK client. */
	readonly watch: (client: { readonly middlewareStack: object }) => void;
	/** The id of the access key that the request for this answer was signed with; undefined where it is not known. */
	readonly signerOf: (answer: object) => string | undefined;
	/** Lets the request with this input be sent only where its signature is allowed; else it rejects with an `AwsFailure`. */
	readonly require: (input: object, operation: string, mayBeSignedBy: MayBeSignedBy) => void;
}

/** The code of a call that was not sent, since its credentials are not those that were used before. */
export const credentialsChanged = "CredentialsChanged";

/** The part of the SDK's middleware stacks that is used here, which in the SDK's types is another one for each service. */
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

/** Nothing is watched yet. */
export function createSignatures(): Signatures {
	const signers = new WeakMap<object, string>();
	const required = new WeakMap<object, { readonly operation: string; readonly mayBeSignedBy: MayBeSignedBy }>();

	/** Behind the middleware that signs, and before the one that reads the answer. */
	const watching = (next: (args: Args) => Promise<Result>) => async (args: Args) => {
		const signer = accessKeyOf(args.request.headers.authorization);
		const requirement = required.get(args.input);
		if (requirement && !requirement.mayBeSignedBy(signer)) {
			const sentence =
				"the credentials have changed since the account was last seen to be the right one; it is not sent";
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

/** From the header of Signature Version 4: `AWS4-HMAC-SHA256 Credential=AKIA…/20260101/eu-west-1/ecs/aws4_request, …`. */
function accessKeyOf(authorization = ""): string {
	return /Credential=([^/]+)/.exec(authorization)?.[1] ?? "";
}
