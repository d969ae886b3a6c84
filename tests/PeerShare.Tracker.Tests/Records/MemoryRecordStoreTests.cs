using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Tests.Records;

public sealed class MemoryRecordStoreTests : RecordStoreContract
{
    internal override IRecordStore Open(string folder) => new MemoryRecordStore();
}
