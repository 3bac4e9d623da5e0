/**
 * One AWS service, described once: its client, its operations with their request rates, the shape of their answers and their IAM
 * permissions, and its error codes. Calls, reads, budget, IAM policy, metric labels, pagination and the translation of failures
 * are derived from the list of these descriptions; see `operations.ts`.
 */
import type { AnswerRule } from "./answers.ts";
import type { ErrorCodes } from "./errors.ts";

/** A token bucket of AWS's: so many requests at once, and so many a second after that. */
export interface Rate {
	readonly burst: number;
	readonly perSecond: number;
}

/** A command class of the SDK. */
// biome-ignore lint/suspicious/noExplicitAny: what it takes is inferred from the class.
export type CommandClass = new (input: any) => { readonly input: object };

/** What a command takes. */
export type InputOf<Command> = Command extends new (
	...parameters: infer Parameters
) => unknown
	? Only<Parameters>
	: never;

/** The one parameter; the SDK also allows none where all members are optional. */
type Only<Parameters> = Parameters extends readonly [infer Input] ? Input : never;

/** What a command gives. */
export type OutputOf<Command> = Command extends new (
	input: never,
) => { resolveMiddleware: (...parameters: never[]) => (parameters: never) => Promise<{ output: infer Output }> }
	? Output
	: never;

/** What every operation has. `Command`: a class of the SDK, or a function of the package where that is loaded on first use. */
interface Operation<Command, RateGroup extends string> {
	readonly command: Command;
	/** The bucket of its service that its requests are taken from. */
	readonly rate: RateGroup;
	/** Why evenkeel needs the permission, in words for the operator; empty where the name says it. */
	readonly why: string;
}

/** An operation that reads. Reads are allowed for every resource: what is not owned has to be observed to be left alone. */
export interface ReadSpec<Command, RateGroup extends string> extends Operation<Command, RateGroup> {
	readonly answer: AnswerRule;
	/** Whether the answer holds values that a manifest may keep secret, in the same members. */
	readonly hasSecrets?: boolean;
	/** Of optional services: it is not the feature's, but read by kinds of resources. */
	readonly usedBy?: "kinds";
	/** For lists whose pages are read to the end: the member that holds the token of the next page, in input and output alike. */
	readonly pageToken?: string;
}

/**
 * What AWS can judge a write by (Service Authorization Reference): the tags that it sets (`request`), those that the resource
 * carries (`resource`), whichever there are (`either`), or nothing, so that evenkeel's own judgement limits it to what it owns.
 */
export type TagCondition = "request" | "resource" | "either" | "none";

/** An operation that writes. */
export interface WriteSpec<Command, RateGroup extends string> extends Operation<Command, RateGroup> {
	readonly tags: TagCondition;
	/** Also allowed for what carries this tag, which AWS sets itself: its key, with the value `true`. */
	readonly awsTag?: string;
	/**
	 * AWS's id or ARN of what the call makes, where lists show it late. `output` is the answer to the call or, where the call starts an
	 * operation, what tells that the operation has ended.
	 */
	made?(output: object): string | undefined;
}

/** Operations that a service carries out by itself after it has taken a call. */
export interface AsyncOperations {
	/** The id of the operation that a call has started, in the answer to the call. */
	startedBy(output: object): string | undefined;
	/** The read that tells how an operation is getting on, and its input. */
	readonly read: string;
	readonly input: (operationId: string) => object;
	/** What that read answers. Codes are translated like those of requests, by `errors`. */
	outcome(output: object): AsyncOutcome;
}

/** How an operation is getting on, in words of AWS where it failed. */
export type AsyncOutcome =
	| { readonly is: "pending" | "done" }
	| { readonly is: "failed"; readonly code: string; readonly message: string };

/** A read by which a service tells which account answers. */
export interface AccountQuestion {
	readonly read: string;
	readonly input: object;
	/**
	 * Whether other answers of the service also show what other accounts share. Then only the answer to this question, which leaves that
	 * out, proves the account, and it is empty where the account has nothing of its own.
	 */
	readonly showsShared: boolean;
}

/** What the actions of a group are for: the IAM policy has them only where that is wanted. */
export type DependentGroup = "zones" | "records" | "healthChecks" | "roles";

/** Actions that AWS takes in the caller's name, by what they are for, and why. */
export type DependentActions = Partial<Readonly<Record<DependentGroup, Readonly<Record<string, string>>>>>;

/**
 * What generic code has to know of the members of a service's requests and answers: how to tell items of lists apart, and where
 * secrets may stand. Manifests, calls and answers share these members.
 */
export interface Structures {
	/** The members by which items of lists are told apart, the most telling first. */
	readonly itemKeys?: readonly string[];
	/** The one of `itemKeys` that holds the key of a tag in a list of tags. */
	readonly tagKey?: string;
	/** Members below which every scalar may be a secret. */
	readonly secretMembers?: readonly string[];
	/** Members that hold a list of variables, of which everything but the `name` may be a secret. */
	readonly variableLists?: readonly string[];
	/** Members that hold a map of options, of which every value may be a secret, except of keys that `isOpen` names. */
	readonly optionMaps?: Readonly<Record<string, { readonly isOpen: RegExp }>>;
	/** Members that hold a map whose keys people choose. */
	readonly freeMaps?: readonly string[];
	/** Members that the name of a variable for a secret leaves out, since what follows tells enough. */
	readonly unnamedMembers?: readonly string[];
}

type Rates = Readonly<Record<string, Rate>>;
type ReadSpecs<Command, R extends Rates> = Readonly<Record<string, ReadSpec<Command, keyof R & string>>>;
type WriteSpecs<Command, R extends Rates> = Readonly<Record<string, WriteSpec<Command, keyof R & string>>>;

/** A service that evenkeel reconciles with. `Name` is its IAM prefix. */
export interface AwsService<
	Name extends string = string,
	Client = unknown,
	R extends Rates = Rates,
	Reads extends ReadSpecs<CommandClass, R> = ReadSpecs<CommandClass, R>,
	Writes extends WriteSpecs<CommandClass, R> = WriteSpecs<CommandClass, R>,
> {
	readonly name: Name;
	/** The SDK's client class. */
	readonly client: Client;
	readonly rates: R;
	readonly reads: Reads;
	readonly writes: Writes;
	readonly errors: ErrorCodes;
	readonly asyncOperations?: AsyncOperations;
	readonly accountQuestion?: AccountQuestion;
	readonly dependentActions?: DependentActions;
	readonly structures?: Structures;
}

/** What uses an optional service, a feature or kinds of resources: operators without it need none of its permissions. */
export type Feature = "images" | "preflight" | "kinds";

/**
 * A service whose SDK package is an optional dependency: loaded on first use, so that operators who do not use its feature need
 * not install it. A feature reads it; where it has writes, kinds of resources read and write it, too.
 */
export interface OptionalAwsService<
	Name extends string = string,
	// biome-ignore lint/suspicious/noExplicitAny: each service has the module type of its own package.
	Sdk = any,
	Client = unknown,
	R extends Rates = Rates,
	Reads extends ReadSpecs<(sdk: Sdk) => CommandClass, R> = ReadSpecs<(sdk: Sdk) => CommandClass, R>,
	Writes extends WriteSpecs<(sdk: Sdk) => CommandClass, R> = WriteSpecs<(sdk: Sdk) => CommandClass, R>,
> {
	readonly name: Name;
	readonly optional: true;
	readonly packageName: string;
	/** The name is written out for the bundler, and stands in no `try`, where it would let the package be missing. */
	readonly load: () => Promise<Sdk>;
	/** The SDK's client class. */
	readonly client: (sdk: Sdk) => Client;
	readonly rates: R;
	readonly reads: Reads;
	/** What kinds of resources write; none where no kind is of this service. */
	readonly writes: Writes;
	readonly errors: ErrorCodes;
	readonly structures?: Structures;
	readonly usedBy: Feature;
}

/** The reads that a description names are its own. */
interface NamesReadsOf<Reads> {
	readonly asyncOperations?: { readonly read: keyof Reads };
	readonly accountQuestion?: { readonly read: keyof Reads };
}

/** Checks a description and keeps its exact types. */
export function defineService<
	const Name extends string,
	Client,
	const R extends Rates,
	const Reads extends ReadSpecs<CommandClass, R>,
	const Writes extends WriteSpecs<CommandClass, R>,
>(
	service: AwsService<Name, Client, R, Reads, Writes> & NamesReadsOf<NoInfer<Reads>>,
): AwsService<Name, Client, R, Reads, Writes> {
	return service;
}

/** Checks a description and keeps its exact types. */
export function defineOptionalService<
	const Name extends string,
	Sdk,
	Client,
	const R extends Rates,
	const Reads extends ReadSpecs<(sdk: Sdk) => CommandClass, R>,
	const Writes extends WriteSpecs<(sdk: Sdk) => CommandClass, R>,
>(
	service: OptionalAwsService<Name, Sdk, Client, R, Reads, Writes>,
): OptionalAwsService<Name, Sdk, Client, R, Reads, Writes> {
	return service;
}

/** The full names of a service's operations, such as `ecs:DescribeServices`. */
type FullName<Service extends { readonly name: string }, Operation> = `${Service["name"]}:${Operation & string}`;

/** What each read of one or several services takes and gives, by its full name. */
export type ReadsOf<Service extends Pick<AwsService, "name" | "reads">> = Service extends unknown
	? {
			readonly [O in keyof Service["reads"] as FullName<Service, O>]: readonly [
				input: InputOf<Service["reads"][O]["command"]>,
				output: OutputOf<Service["reads"][O]["command"]>,
			];
		}
	: never;

/** The full names of the reads of one or several services whose pages are read to the end. */
export type PagedReadsOf<Service extends { readonly name: string; readonly reads: object }> = Service extends unknown
	? keyof {
			[O in keyof Service["reads"] as Service["reads"][O] extends { readonly pageToken: string }
				? FullName<Service, O>
				: never]: unknown;
		}
	: never;

/** What each write of one or several services takes, by its full name. */
export type WritesOf<Service extends Pick<AwsService, "name" | "writes">> = Service extends unknown
	? { readonly [O in keyof Service["writes"] as FullName<Service, O>]: InputOf<Service["writes"][O]["command"]> }
	: never;

/** What each read of one or several optional services takes and gives, by its full name. */
export type OptionalReadsOf<Service extends Pick<OptionalAwsService, "name" | "reads">> = Service extends unknown
	? {
			readonly [O in keyof Service["reads"] as FullName<Service, O>]: readonly [
				input: InputOf<ReturnType<Service["reads"][O]["command"]>> & object,
				output: OutputOf<ReturnType<Service["reads"][O]["command"]>> & object,
			];
		}
	: never;

/** What each write of one or several optional services takes, by its full name. */
export type OptionalWritesOf<Service extends Pick<OptionalAwsService, "name" | "writes">> = Service extends unknown
	? {
			readonly [O in keyof Service["writes"] as FullName<Service, O>]: InputOf<
				ReturnType<Service["writes"][O]["command"]>
			>;
		}
	: never;
