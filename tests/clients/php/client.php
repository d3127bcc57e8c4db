<?php
// PHP's SoapClient, made from the WSDL of the first argument. Reads one call per line from standard input and prints what
// SoapClient made of the answer, as one line. Decimals and dates are strings in PHP; SoapClient has no other types for them.

declare(strict_types=1);

ini_set('serialize_precision', '-1');
$client = new SoapClient($argv[1], ['cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true]);

while (($line = fgets(STDIN)) !== false) {
    $call = json_decode($line, true, 64, JSON_THROW_ON_ERROR);
    try {
        $answer = $client->__soapCall($call['operation'], [untag($call['arguments'])]);
        say(isset($answer->return) ? ['answer' => tag($answer->return)] : ['fault' => 'no answer']);
    } catch (SoapFault $fault) {
        say(['fault' => $fault->getMessage()]);
    }
}

function untag(mixed $value): mixed
{
    if (!is_array($value)) {
        return $value;
    }
    if (isset($value['base64'])) {
        return base64_decode($value['base64']);
    }
    return $value['decimal'] ?? $value['dateTime'] ?? array_map('untag', $value);
}

function tag(mixed $value): mixed
{
    if (is_string($value) && preg_match('//u', $value) !== 1) {
        return ['base64' => base64_encode($value)];
    }
    return is_object($value) || is_array($value) ? array_map('tag', (array) $value) : $value;
}

function say(array $what): void
{
    echo json_encode($what, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE), "\n";
    flush();
}
