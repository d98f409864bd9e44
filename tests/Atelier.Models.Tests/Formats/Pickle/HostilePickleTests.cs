using System.Text;
using Atelier.Models.Formats.Pickle;

namespace Atelier.Models.Tests.Formats.Pickle;

public class HostilePickleTests
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0008tQ";

    // What it is, the bytes (as Latin-1), a part of the message.
    private static readonly (string What, string Pickle, string Message)[] Corpus =
    [
        ("os.system called through REDUCE", "cos\nsystem\n(S'id'\ntR.", "os.system"),
        ("posix.system", "\x80\u0002cposix\nsystem\nX\u0002\0\0\0id\x85R.", "posix.system"),
        ("builtins.eval", "cbuiltins\neval\n(S'1'\ntR.", "builtins.eval"),
        ("builtins.exec of Python 2", "c__builtin__\nexec\n(S'1'\ntR.", "__builtin__.exec"),
        ("getattr that reaches for more", "cbuiltins\ngetattr\n(ctorch\nSize\nS'__class__'\ntR.", "builtins.getattr"),
        ("subprocess", "csubprocess\nPopen\n(S'id'\ntR.", "subprocess.Popen"),
        ("STACK_GLOBAL", "\x80\x04\x8c\u0002os\x8c\u0006system\x93.", "os.system"),
        ("STACK_GLOBAL with dots in the name", "\x80\x04\x8c\u0005torch\x8c\u000b_utils.evil\x93.", "torch._utils.evil"),
        ("STACK_GLOBAL of numbers", "K\u0001K\u0002\x93.", "not a text"),
        ("allowed name in another module", "cevil\nOrderedDict\n.", "evil.OrderedDict"),
        ("name that only begins as an allowed one", "ctorch\nFloatStorageX\n.", "torch.FloatStorageX"),
        ("torch.load inside", "ctorch.storage\n_load_from_bytes\n(C\u0001xtR.", "torch.storage._load_from_bytes"),
        ("INST", "(ios\nsystem\n.", "69"),
        ("OBJ", "(cos\nsystem\no.", "os.system"),
        ("OBJ of an allowed class", "(ccollections\nOrderedDict\no.", "6F"),
        ("NEWOBJ", "ccollections\nOrderedDict\n)\x81.", "collections.OrderedDict"),
        ("NEWOBJ of options from something", "cargparse\nNamespace\nK\u0001\x85\x81.", "argparse.Namespace"),
        ("NEWOBJ of a number", "K\u0001)\x81.", "no class"),
        ("options called", "cargparse\nNamespace\n)R.", "argparse.Namespace"),
        ("NEWOBJ_EX", "ccollections\nOrderedDict\n)}\x92.", "92"),
        ("EXT1", "\x82\u0001.", "82"),
        ("PERSID", "P0\n.", "50"),
        ("EMPTY_SET", "\x8f.", "8F"),
        ("NEXT_BUFFER", "\x97.", "97"),
        ("BUILD on a tensor's storage", Storage + "}b.", "state"),
        ("BUILD on a class", "ctorch\nSize\n}b.", "state"),
        ("a class as value", "ctorch\nSize\n.", "torch.Size"),
        ("a class in a list", "](ctorch\nSize\ne.", "torch.Size"),
        ("a storage class called", "ctorch\nFloatStorage\nK\u0005\x85R.", "torch.FloatStorage"),
        ("a number called", "K\u0001)R.", "no function"),
        ("call without a tuple", "ccollections\nOrderedDict\n]R.", "no function"),
        ("list that holds itself", "]q\0h\0a.", "holds itself"),
        ("dictionary that holds itself", "}q\0K\u0001h\0s.", "holds itself"),
        ("tuple around a list that holds the tuple", "]q\0\x85q\u0001h\0h\u0001a0h\u0001.", "holds itself"),
        ("nesting of a thousand", new string('(', 1000) + new string('t', 1000) + ".", "nested"),
        ("nesting of a million lists", new string(']', 1_000_000) + new string('a', 999_999) + ".", "nested"),
        ("five million values", new string('N', 5_000_000) + ".", "more than"),
        ("memo that was never kept", "h\u0007.", "never kept"),
        ("empty", "", "ends"),
        ("only STOP", ".", "empty stack"),
        ("no STOP", "K\u0001", "ends"),
        ("POP of nothing", "0.", "empty stack"),
        ("mark that is not there", "t.", "mark"),
        ("value below a mark", "K\u0001(0.", "empty stack"),
        ("APPEND to a tuple", ")K\u0001a.", "no list"),
        ("SETITEMS without a value", "}(K\u0001u.", "dictionary"),
        ("unhashable key", "}]K\u0001s.", "key"),
        ("text of 4 GB", "X\u00FF\u00FF\u00FF\u00FFa.", "ends"),
        ("text of 2^64-1", "\x8d\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFa.", "ends"),
        ("bytes of 2^63", "\x8e\0\0\0\0\0\0\0\u0080a.", "ends"),
        ("integer of 2^31 bytes", "\x8b\0\0\0\u0080a.", "ends"),
        ("integer line without end", "I" + new string('9', 10_000), "line end"),
        ("integer of 3000 digits", "I" + new string('9', 3000) + "\n.", "whole number"),
        ("text that is not UTF-8", "U\u0001\u00FF.", "UTF-8"),
        ("protocol 9", "\x80\u0009N.", "protocol"),
        ("persistent id that is a text", "X\u0001\0\0\0aQ.", "persistent"),
        ("persistent id with a negative count", "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ\u00FF\u00FF\u00FF\u00FFtQ.", "persistent"),
        ("persistent id with a function as type", "(X\u0007\0\0\0storageccollections\nOrderedDict\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQ.", "persistent"),
        ("tensor past its storage", Tensor("K\0", "K\u0009\x85", "K\u0001\x85"), "reaches element 8"),
        ("tensor that starts past its storage", Tensor("K\u0008", "K\u0001\x85", "K\u0001\x85"), "reaches element 8"),
        ("negative offset", Tensor("J\u00FF\u00FF\u00FF\u00FF", "K\u0001\x85", "K\u0001\x85"), "negative"),
        ("negative size", Tensor("K\0", "J\u00FF\u00FF\u00FF\u00FF\x85", "K\u0001\x85"), "negative"),
        ("negative stride", Tensor("K\u0007", "K\u0002\x85", "J\u00FF\u00FF\u00FF\u00FF\x85"), "negative"),
        ("sizes without strides", Tensor("K\0", "K\u0001\x85", ")"), "strides"),
        ("elements repeated to 2^40", Tensor("K\0", "\x8a\u0006\0\0\0\0\0\u0001\x85", "K\0\x85"), "repeats"),
        ("sizes that wrap around", Tensor("K\0", "\x8a\u0005\0\0\0\0\u0001\x8a\u0005\0\0\0\0\u0001\x86", "K\0K\0\x86"), "64 bits"),
        ("stride that wraps around", Tensor("K\0", "K\u0003\x85", "\x8a\u0008\0\0\0\0\0\0\0\u0040\x85"), "64 bits"),
        ("size that is a text", Tensor("K\0", "X\u0001\0\0\0a\x85", "K\u0001\x85"), "whole number"),
        ("tensor of a text", "ctorch._utils\n_rebuild_tensor_v2\n(X\u0001\0\0\0aK\0))\x89)tR.", "_rebuild_tensor"),
        ("parameter of nothing", "ctorch._utils\n_rebuild_parameter\n)R.", "_rebuild_parameter"),
        ("encode of something else", "c_codecs\nencode\nX\u0001\0\0\0aX\u0005\0\0\0rot13\x86R.", "_codecs.encode"),
    ];

    public static TheoryData<string> Names => [.. Corpus.Select(entry => entry.What)];

    // As torch.save writes the args of a training script.
    [Fact]
    public void Options_of_a_script_are_read_past()
    {
        var bytes = Encoding.Latin1.GetBytes("\x80\u0002}q\0(X\u0004\0\0\0argsq\u0001cargparse\nNamespace\nq\u0002)\x81q\u0003}q\u0004X\u0002\0\0\0lrq\u0005G?\xf0\0\0\0\0\0\0sbX\u0005\0\0\0epochq\u0006K\u0007u.");
        var read = Assert.IsType<Dictionary<object, object?>>(PickleMachine.Read(bytes, out _));
        Assert.Equal(7L, read["epoch"]);
        Assert.Empty(Assert.IsType<Dictionary<object, object?>>(read["args"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_pickles_are_refused(string what)
    {
        var (_, pickle, message) = Corpus.Single(entry => entry.What == what);

        var error = Assert.Throws<PickleException>(() => PickleMachine.Read(Encoding.Latin1.GetBytes(pickle), out _));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Sharing_that_doubles_forty_times_is_walked_once()
    {
        var pickle = new StringBuilder("]");
        for (var i = 0; i < 40; i++)
            pickle.Append($"q{(char)i}](h{(char)i}h{(char)i}e");

        Assert.IsType<List<object?>>(PickleMachine.Read(Encoding.Latin1.GetBytes(pickle.Append('.').ToString()), out _));
    }

    private static string Tensor(string offset, string sizes, string strides) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{offset}{sizes}{strides}\x89NtR.";
}
