using System.Buffers.Binary;

namespace Studio.Trainer.Text.SentencePiece;

internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

internal sealed record SentencePieceEntry(string Text, float Score, PieceKind Kind);

/// <summary>A SentencePiece model (sentencepiece_model.proto), as far as encoding needs it.</summary>
internal sealed record SentencePieceFile
{
    public List<SentencePieceEntry> Pieces { get; } = [];

    /// <summary>1 is Unigram, 2 is BPE.</summary>
    public int ModelType { get; private set; } = 1;

    public bool TreatWhitespaceAsSuffix { get; private set; }
    public byte[] CharacterMap { get; private set; } = [];
    public bool AddDummyPrefix { get; private set; } = true;
    public bool RemoveExtraWhitespaces { get; private set; } = true;
    public bool EscapeWhitespaces { get; private set; } = true;

    /// <exception cref="TokenizerException">The file is no SentencePiece model.</exception>
    public static SentencePieceFile Read(string path)
    {
        var model = new SentencePieceFile();
        try
        {
            var reader = new ProtoReader(File.ReadAllBytes(path));
            while (reader.Next(out var field))
            {
                if (field.Number == 1) model.Pieces.Add(ReadPiece(field.Bytes));
                else if (field.Number == 2) model.ReadTrainer(field.Bytes);
                else if (field.Number == 3) model.ReadNormalizer(field.Bytes);
            }
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new TokenizerException($"'{path}' is not a SentencePiece model, or it is cut off.", e);
        }

        return model.Pieces.Count > 0 ? model : throw new TokenizerException($"'{path}' is not a SentencePiece model: it holds no pieces.");
    }

    private static SentencePieceEntry ReadPiece(ReadOnlyMemory<byte> bytes)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        var reader = new ProtoReader(bytes);
        while (reader.Next(out var field))
        {
            if (field.Number == 1) text = System.Text.Encoding.UTF8.GetString(field.Bytes.Span);
            else if (field.Number == 2) score = BinaryPrimitives.ReadSingleLittleEndian(field.Bytes.Span);
            else if (field.Number == 3) kind = (PieceKind)field.Value;
        }

        return new SentencePieceEntry(text, score, kind);
    }

    private void ReadTrainer(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next(out var field))
        {
            if (field.Number == 3) ModelType = (int)field.Value;
            else if (field.Number == 24) TreatWhitespaceAsSuffix = field.Value != 0;
        }
    }

    private void ReadNormalizer(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next(out var field))
        {
            if (field.Number == 2) CharacterMap = field.Bytes.ToArray();
            else if (field.Number == 3) AddDummyPrefix = field.Value != 0;
            else if (field.Number == 4) RemoveExtraWhitespaces = field.Value != 0;
            else if (field.Number == 5) EscapeWhitespaces = field.Value != 0;
        }
    }
}
