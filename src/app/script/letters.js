// Which of some letters the browser has no font for: those that it draws as it draws a code that is no letter.
// `arguments[0]` are the letters.
const canvas = document.createElement('canvas');
canvas.width = canvas.height = 48;
const pen = canvas.getContext('2d', { willReadFrequently: true });
const drawn = (letter) => {
  pen.clearRect(0, 0, 48, 48);
  pen.font = '32px sans-serif';
  pen.fillText(letter, 4, 38);
  return pen.getImageData(0, 0, 48, 48).data.join();
};
const none = drawn('\u{10FFFF}');
return arguments[0].filter((letter) => drawn(letter) === none);
