import { Schema, type Connection } from 'mongoose';
import { placementKeyOf } from './ledger/fact.ts';

/** Which flight a platform's placement is. One flight may have many; a placement has one. */
export type PlacementMapping = Readonly<{
  key: string;
  sourceId: string;
  placement: string;
  flightId: string;
  campaignId: string;
  mappedAt: number;
}>;

type MappingDocument = Omit<PlacementMapping, 'key' | 'mappedAt'> & { _id: string; mappedAt: Date };

const mappingSchema = new Schema<MappingDocument>(
  {
    _id: { type: String, required: true },
    sourceId: { type: String, required: true },
    placement: { type: String, required: true },
    flightId: { type: String, required: true },
    campaignId: { type: String, required: true },
    mappedAt: { type: Date, required: true },
  },
  { collection: 'placement_mappings', versionKey: false },
);
mappingSchema.index({ flightId: 1 });
mappingSchema.index({ campaignId: 1 });

/** Keeps mappings by source and placement. Facts know nothing of them: mapping later applies to all that came before. */
export function createPlacementsModel(connection: Connection) {
  const mappings = connection.model<MappingDocument>('PlacementMapping', mappingSchema);
  const toMapping = ({
    _id,
    mappedAt,
    sourceId,
    placement,
    flightId,
    campaignId,
  }: MappingDocument): PlacementMapping => ({
    key: _id,
    sourceId,
    placement,
    flightId,
    campaignId,
    mappedAt: mappedAt.getTime(),
  });
  return {
    async map(mapping: Omit<PlacementMapping, 'key'>): Promise<void> {
      const { mappedAt, ...rest } = mapping;
      const key = placementKeyOf(mapping.sourceId, mapping.placement);
      await mappings.updateOne({ _id: key }, { $set: { ...rest, mappedAt: new Date(mappedAt) } }, { upsert: true });
    },
    async unmap(sourceId: string, placement: string): Promise<void> {
      await mappings.deleteOne({ _id: placementKeyOf(sourceId, placement) });
    },
    async findByKeys(keys: readonly string[]): Promise<readonly PlacementMapping[]> {
      // By the driver itself: this is asked with every report, and mongoose's own query costs as much as the look-up.
      const documents = await mappings.collection.find({ _id: { $in: [...keys] } } as object).toArray();
      return documents.map((document) => toMapping(document as unknown as MappingDocument));
    },
    async listBySource(sourceId: string): Promise<readonly PlacementMapping[]> {
      const range = { _id: { $gte: `${sourceId}|`, $lt: `${sourceId}}` } };
      return (await mappings.find(range).sort({ _id: 1 }).lean()).map(toMapping);
    },
    async listByFlights(flightIds: readonly string[]): Promise<readonly PlacementMapping[]> {
      return (await mappings.find({ flightId: { $in: [...flightIds] } }).lean()).map(toMapping);
    },
    async listByCampaign(campaignId: string): Promise<readonly PlacementMapping[]> {
      return (await mappings.find({ campaignId }).sort({ _id: 1 }).lean()).map(toMapping);
    },
  };
}
export type PlacementsModel = ReturnType<typeof createPlacementsModel>;
