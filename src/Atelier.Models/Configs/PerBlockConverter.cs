using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Models.Configs;

/// <summary>Reads a <see cref="PerBlock{T}"/> from one value or a list.</summary>
internal sealed class PerBlockConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(PerBlock<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<PerBlock<T>>
    {
        public override PerBlock<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PerBlock<T>.Read(ref reader, options);

        public override void Write(Utf8JsonWriter writer, PerBlock<T> value, JsonSerializerOptions options)
        {
            if (!value.IsList)
            {
                JsonSerializer.Serialize(writer, value[0], options);
                return;
            }

            writer.WriteStartArray();
            for (var i = 0; i < value.Count; i++)
                JsonSerializer.Serialize(writer, value[i], options);
            writer.WriteEndArray();
        }
    }
}
