using System.Buffers.Binary;
using System.Text;
using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Formats;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-safetensors-").FullName;

    [Fact]
    public void What_is_written_is_read_again_for_every_element_type()
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(_folder, "all.safetensors");
        var tensors = new (string Name, Tensor Tensor)[]
        {
            ("half", tensor(new float[] { 1.5f, -2 }).to_type(ScalarType.Float16)), ("brain", tensor(new float[] { 0.5f, 3 }).to_type(ScalarType.BFloat16)),
            ("whole", tensor(new long[] { 1, 2, 3 })), ("flags", tensor(new[] { true, false, true })), ("one", tensor(2.5f)), ("none", zeros(0, 4)),
            ("turned", tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]).t()),
        };

        string hash = SafetensorsWriter.Write(path, tensors);

        Assert.Equal(hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
        using var file = SafetensorsFile.Open(path);
        Assert.Equal("pt", file.Metadata["format"]);
        foreach (var (name, tensor) in tensors)
        {
            var read = file.Read(name);
            Assert.Equal(tensor.shape, read.shape);
            Assert.Equal(tensor.dtype, read.dtype);
            Assert.True(tensor.NumberOfElements == 0 || tensor.eq(read).all().item<bool>());
        }
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ones(3), zeros(2, 2));

        Assert.Equal(
            SafetensorsWriter.Write(Path.Combine(_folder, "1"), [("a", a), ("b", b)]),
            SafetensorsWriter.Write(Path.Combine(_folder, "2"), [("b", b), ("a", a)]));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}trailing""", "JSON" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "shape" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "follow its last tensor" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlap" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "twice" },
        { """{"a":{"dtype":"X99","shape":[2],"data_offsets":[0,8]}}""", "X99" },
        { """{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "no size" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", "shape" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99]}}""", "outside" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "outside" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", "lacks" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"evil":1}}""", "evil" },
        { """{"a":7}""", "not an object" },
        { """[1]""", "begin" },
        { """{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}""", "JSON" },
        { """{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "metadata" },
        { """{"a":{"dtype":"F32","shape":[1e400],"data_offsets":[0,8]}}""", "no size" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void A_header_that_contradicts_itself_or_the_file_is_refused(string header, string says)
    {
        string path = Write((ulong)Encoding.UTF8.GetByteCount(header), header);

        var refused = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void A_header_length_that_lies_is_refused(ulong length)
    {
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(Write(length, "{}")));
    }

    [Fact]
    public void Too_many_tensors_are_refused_soon()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i <= SafetensorsHeader.MaxTensors; i++)
            header.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},");
        string text = header.ToString().TrimEnd(',') + "}";

        var refused = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(Write((ulong)text.Length, text)));

        Assert.Contains("more than 50000 tensors", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_whose_length_begins_like_a_pickle_is_read()
    {
        const string Entry = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

        using var file = SafetensorsFile.Open(Write(0x0280, Entry.PadRight(0x0280)));

        Assert.Single(file.Entries);
    }

    [Theory]
    [InlineData("PK\u0003\u0004 and a zip archive")]
    [InlineData("\u0080\u0004\u0095 and a pickle stream")]
    public void A_pickle_under_the_name_of_safetensors_is_refused_as_one(string start)
    {
        string path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllBytes(path, [.. start.Select(c => (byte)c)]);

        Assert.Contains("is a pickle", Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_pickles_only_is_refused_with_their_names()
    {
        File.WriteAllText(Path.Combine(_folder, "pytorch_model.bin"), "x");
        File.WriteAllText(Path.Combine(_folder, "value_head.pt"), "x");

        string message = Assert.Throws<ModelFormatException>(() => WeightFiles.Open(_folder)).Message;

        Assert.Contains("pytorch_model.bin, value_head.pt", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_outside_the_folder_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), """{"weight_map":{"a":"../secret.safetensors"}}""");

        Assert.Contains("../secret.safetensors", Assert.Throws<ModelFormatException>(() => WeightFiles.Open(_folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(ulong length, string header)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), file = new byte[8 + json.Length + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        json.CopyTo(file, 8);
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        File.WriteAllBytes(path, file);
        return path;
    }
}
