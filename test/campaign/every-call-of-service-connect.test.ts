/** Runs the story service-connect with one fault at each of its calls. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("service-connect");
