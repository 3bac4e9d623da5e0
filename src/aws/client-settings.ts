/**
 * How the SDK's clients are opened. All that they would do for each request and that nobody here needs is left out: most of the
 * time of a pass is theirs.
 */
import type { ECSClientConfig } from "@aws-sdk/client-ecs";

/** The part of an SDK client's `requestHandler` that an embedded AWS implements. */
export type RequestHandler = NonNullable<ECSClientConfig["requestHandler"]>;

type Logger = NonNullable<ECSClientConfig["logger"]>;

const saysNothing = { debug: () => {}, warn: () => {}, error: () => {} };

/** Of every client: retries are the caller's, and nobody adds middleware to a client that is in use. */
export const leanClient = {
	maxAttempts: 1,
	cacheMiddleware: true,
	// Without `info`: the SDK would copy each answer for it, even where it does nothing.
	logger: saysNothing as unknown as Logger,
};

/** An embedded AWS in this process. */
export interface InProcess {
	readonly region?: string;
	readonly requestHandler: RequestHandler;
}

/** What of a request serves the way through a network: the signature alone takes a third of its time, and nobody checks it. */
const ofNetworks = [
	"httpAuthSchemeMiddleware",
	"httpSigningMiddleware",
	"retryMiddleware",
	"hostHeaderMiddleware",
	"contentLengthMiddleware",
	"recursionDetectionMiddleware",
	"getUserAgentMiddleware",
];

/**
 * Opens an SDK client of an embedded AWS in this process, as in `openInProcess(ECSClient, emulator)`. Its requests name who
 * sends them, and bear nothing that only a network needs.
 */
export function openInProcess<Client extends { readonly middlewareStack: object; readonly config: object }>(
	Client: new (config: ReturnType<typeof inProcessConfig>) => Client,
	embedded: InProcess,
	accessKeyId = "embedded",
): Client {
	const client = new Client(inProcessConfig(embedded, accessKeyId));
	const stack = client.middlewareStack as MiddlewareStack;
	for (const name of ofNetworks) stack.remove(name);
	stack.add(naming(accessKeyId), { step: "build", name: "naming" });
	// Each request copies the configuration three times, ten times faster where it is an object that was made in one go.
	return Object.assign(client, { config: { ...client.config } });
}

/** The settings of a client of an embedded AWS in this process, with anybody's credentials. */
export function inProcessConfig({ region, requestHandler }: InProcess, accessKeyId = "embedded") {
	return {
		...leanClient,
		...(region ? { region } : {}),
		requestHandler,
		credentials: { accessKeyId, secretAccessKey: accessKeyId },
		// DiscoverInstances would otherwise go to `data-` + host, which no local endpoint has.
		disableHostPrefix: true,
	};
}

/** The part of the SDK's middleware stacks that is used here, which in the SDK's types is another one for each service. */
interface MiddlewareStack {
	readonly remove: (name: string) => boolean;
	readonly add: (middleware: Middleware, options: { readonly step: "build"; readonly name: string }) => void;
}

type Middleware = (next: (args: BuildArguments) => Promise<object>) => (args: BuildArguments) => Promise<object>;

interface BuildArguments {
	readonly request: { readonly headers: Record<string, string> };
}

/** Says who sends a request where a signature would say it. */
function naming(accessKeyId: string): Middleware {
	return (next) => (args) => {
		args.request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/`;
		return next(args);
	};
}
