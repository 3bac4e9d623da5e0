/**
 * The description of an AWS service: its client, its operations with request rates, answer rules and IAM permissions,
 * and its error codes. Calls, reads, budget, IAM policy, metric labels, pagination and the translation of failures are
 * derived from these descriptions; see `operations.ts`.
 */
import type { AnswerRule } from "./answers.ts";
import type { ErrorCodes } from "./errors.ts";

/** An AWS token bucket: a burst, and a refill rate per second. */
export interface Rate {
	readonly burst: number;
	readonly perSecond: number;
}

/** A command class of the SDK. */
// biome-ignore lint/suspicious/noExplicitAny: what it takes is inferred from the class.
export type CommandClass = new (input: any) => { readonly input: object };

/**
 * The members of every operation. `Command`: a class of the SDK, or a function of the package if that is loaded on
 * first use.
 */
interface Operation<Command, RateGroup extends string> {
	readonly command: Command;
	/** The rate bucket of its service that its requests count against. */
	readonly rate: RateGroup;
	/** Why evenkeel needs the permission, for operators; empty if the name is self-explanatory. */
	readonly why: string;
}

/** A read operation. Reads are allowed for every resource, since resources of other owners must be observed too. */
export interface ReadSpec<Command, RateGroup extends string> extends Operation<Command, RateGroup> {
	readonly answer: AnswerRule;
	/** Whether the answer contains values that a manifest may keep secret, in the same members. */
	readonly hasSecrets?: boolean;
	/** For optional services: used by kinds of resources, not by the feature. */
	readonly usedBy?: "kinds";
	/** For lists whose pages are all read: the member with the token of the next page, in input and output. */
	readonly pageToken?: string;
}

/**
 * What AWS can authorize a write by (Service Authorization Reference): the tags that it sets (`request`), those of the
 * resource (`resource`), either of them (`either`), or none. With `none`, only evenkeel's own checks restrict it to
 * owned resources.
 */
export type TagCondition = "request" | "resource" | "either" | "none";

/** A write operation. */
export interface WriteSpec<Command, RateGroup extends string> extends Operation<Command, RateGroup> {
	readonly tags: TagCondition;
	/** Also allowed for resources with this tag, which AWS sets itself: the key, with the value `true`. */
	readonly awsTag?: string;
	/**
	 * The AWS id or ARN of the created resource, if lists show it late. `output`: the answer to the call or, if the
	 * call starts an operation, the answer that reports its end.
	 */
	createdRef?(output: object): string | undefined;
}

/** The asynchronous operations that a service performs after it has accepted a call. */
export interface AsyncOperations {
	/** The id of the operation that a call has started, from the answer to the call. */
	startedBy(output: object): string | undefined;
	/** The read that polls an operation, and its input. */
	readonly read: string;
	readonly input: (operationId: string) => object;
	/** The state in the answer to that read. Its codes are translated by `errors`, like those of requests. */
	outcome(output: object): AsyncOutcome;
}

/** The state of an operation, with AWS's own message if it failed. */
export type AsyncOutcome =
	| { readonly is: "pending" | "done" }
	| { readonly is: "failed"; readonly code: string; readonly message: string };

/** A read by which a service names the account that answers. */
export interface AccountQuestion {
	readonly read: string;
	readonly input: object;
	/**
	 * Whether other answers of the service also contain resources that other accounts share. Then only the answer to
	 * this query, which excludes them, proves the account; it is empty if the account has no resources of its own.
	 */
	readonly showsShared: boolean;
}

/** The purpose of a group of actions: the IAM policy includes them only on request. */
export type DependentGroup = "zones" | "records" | "healthChecks" | "roles";

/** Actions that AWS performs with the caller's permissions, by purpose, with the reason. */
export type DependentActions = Partial<Readonly<Record<DependentGroup, Readonly<Record<string, string>>>>>;

/**
 * What generic code must know about the members of a service's requests and answers: how to identify list items, and
 * where secrets may occur. Manifests, calls and answers share these members.
 */
export interface Structures {
	/** The members that identify list items, the most specific first. */
	readonly itemKeys?: readonly string[];
	/** The one of `itemKeys` that contains the key of a tag in a list of tags. */
	readonly tagKey?: string;
	/** Members below which every scalar may be a secret. */
	readonly secretMembers?: readonly string[];
	/** Members with a list of variables, of which everything except `name` may be a secret. */
	readonly variableLists?: readonly string[];
	/** Members with a map of options, whose values may be secrets unless `isOpen` matches the key. */
	readonly optionMaps?: Readonly<Record<string, { readonly isOpen: RegExp }>>;
	/** Members with a map of user-chosen keys. */
	readonly freeMaps?: readonly string[];
	/** Members omitted from the variable names of secrets, since the rest of the path is sufficient. */
	readonly unnamedMembers?: readonly string[];
}

type Rates = Readonly<Record<string, Rate>>;
type ReadSpecs<Command, R extends Rates> = Readonly<Record<string, ReadSpec<Command, keyof R & string>>>;
type WriteSpecs<Command, R extends Rates> = Readonly<Record<string, WriteSpec<Command, keyof R & string>>>;

/** A service that evenkeel always needs. `Name` is its IAM prefix. */
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

/**
 * What uses an optional service: a feature or kinds of resources. Operators who do not use it need none of its
 * permissions.
 */
export type Feature = "images" | "preflight" | "kinds";

/**
 * A service whose SDK package is an optional dependency, loaded on first use, so that operators who do not use it need
 * not install it. Features read it; if it has writes, kinds of resources read and write it.
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
	/** A literal name for the bundler, outside any `try`, in which the bundler would ignore a missing package. */
	readonly load: () => Promise<Sdk>;
	/** The SDK's client class. */
	readonly client: (sdk: Sdk) => Client;
	readonly rates: R;
	readonly reads: Reads;
	/** Writes of kinds of resources; absent if no kind uses this service. */
	readonly writes: Writes;
	readonly errors: ErrorCodes;
	readonly structures?: Structures;
	readonly usedBy: Feature;
}

/** Restricts the reads that a description names to its own. */
interface NamesReadsOf<Reads> {
	readonly asyncOperations?: { readonly read: keyof Reads };
	readonly accountQuestion?: { readonly read: keyof Reads };
}

/** Checks a description and preserves its exact types. */
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

/** Checks a description and preserves its exact types. */
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
