namespace Studio.Trainer.Runs.Language;

/// <summary>
/// Puts short documents together into rows of the full length, so that next to nothing is padding (Krell and others, 2021). Each document
/// keeps to itself: it counts its positions from 0 and sees no other.
/// </summary>
internal static class RowPacker
{
    /// <summary>Longest first, each into the fullest row that has room. The rows follow from the documents alone.</summary>
    public static IReadOnlyList<LanguageRow> Pack(IReadOnlyList<LanguageRow> documents, int length)
    {
        // Rows by the room that they have left.
        var byRoom = new SortedDictionary<int, Queue<List<int>>>();
        var packed = new List<List<int>>();
        foreach (int number in Enumerable.Range(0, documents.Count).OrderByDescending(i => documents[i].Ids.Length))
        {
            int size = documents[number].Ids.Length;
            int room = byRoom.Keys.FirstOrDefault(r => r >= size, -1);
            List<int> row;
            if (room < 0)
            {
                packed.Add(row = []);
                room = length;
            }
            else
            {
                row = byRoom[room].Dequeue();
                if (byRoom[room].Count == 0)
                    byRoom.Remove(room);
            }
            row.Add(number);
            if (room - size > 0)
            {
                if (!byRoom.TryGetValue(room - size, out var rows))
                    byRoom.Add(room - size, rows = new());
                rows.Enqueue(row);
            }
        }
        return [.. packed.Select(row => Join([.. row.Select(i => documents[i])]))];
    }

    private static LanguageRow Join(IReadOnlyList<LanguageRow> documents)
    {
        var starts = new int[documents.Count];
        for (int i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + documents[i - 1].Ids.Length;
        return new([.. documents.SelectMany(d => d.Ids)], [.. documents.SelectMany(d => d.Learned)], starts.Length > 1 ? starts : null);
    }
}
