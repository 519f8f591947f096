import { describeDatabaseConformance } from "./database";
import { placesOf } from "./places";

for (const [name, place] of placesOf("database")) describeDatabaseConformance(name, place);
