import type { UnreadableFile } from '../../protocol/desk/unreadable-file.ts';
import type { Sentence } from '../../protocol/desk/views.ts';

/** Sentences that explain why nothing of a file was imported. */
export const importWords = {
  columnsMissing: {
    zh: '文件缺少必需的列，未导入任何数据。',
    en: 'Columns are missing from the file; nothing was taken in.',
  },
  empty: { zh: '文件中没有数据。', en: 'The file holds no rows.' },
} as const satisfies Record<string, Sentence>;

const SAVE = {
  zh: '请在电子表格中打开，“另存为”CSV 或“Unicode 文本”后再导入。',
  en: 'Open it in a spreadsheet, save it as CSV or Unicode text, and import that.',
};
const savable = (zh: string, en: string): Sentence => ({
  zh: `这是${zh}。${SAVE.zh}`,
  en: `This is ${en}. ${SAVE.en}`,
});

/** The detected kind of an unreadable file, and what to do about it. */
export const unreadableWords: Readonly<Record<UnreadableFile, Sentence>> = {
  xlsx: savable(' Excel 工作簿（.xlsx）', 'an Excel workbook (.xlsx)'),
  xls: savable(
    '旧版 Excel 或 WPS 文件（.xls、.et），或加密的工作簿',
    'an old Excel or WPS file (.xls, .et), or a workbook with a password',
  ),
  ods: savable(' OpenDocument 电子表格（.ods）', 'an OpenDocument spreadsheet (.ods)'),
  html: savable('网页（HTML），即使文件名以 .xls 结尾', 'a web page (HTML), even if its name ends with .xls'),
  xml: savable(' XML 文件', 'an XML file'),
  pdf: {
    zh: '这是 PDF 文件，无法从中可靠地读取数字。请导入生成它的原始数据。',
    en: 'This is a PDF, from which no numbers can be read with certainty. Import the data that it was made of.',
  },
  image: {
    zh: '这是图片，无法从中可靠地读取数字。请导入原始数据。',
    en: 'This is a picture, from which no numbers can be read with certainty. Import the original data.',
  },
  document: {
    zh: '这是文字处理文档，不是表格。请将其中的表格另存为 CSV 后再导入。',
    en: 'This is a document, and no table. Save the table in it as CSV, and import that.',
  },
  archive: {
    zh: '这是压缩文件。请先解压，再导入其中的文件。',
    en: 'This is an archive. Unpack it, and import the file in it.',
  },
  json: {
    zh: '这是 JSON，不是表格。如每行一个对象，请将文件名改为以 .jsonl 结尾后再导入。',
    en: 'This is JSON, and no table. With one object on each line, give it a name that ends with .jsonl, and import that.',
  },
  jsonArray: {
    zh: '这是一个 JSON 数组。请改为每行一个对象（JSON Lines），不带方括号和行末逗号。',
    en: 'This is one JSON array. Write one object on each line (JSON lines), without brackets and commas around them.',
  },
  noHeader: {
    zh: '前 30 行中没有找到表头。应有一行写明各列名称，如“车辆识别代号”“发票号码”，列之间以逗号、分号或制表符分隔。',
    en: 'No header was found in the first 30 lines. One row names the columns, such as 车辆识别代号 or vin, with commas, semicolons or tabs between them.',
  },
  binary: {
    zh: '这不是文本文件。请将数据另存为 CSV 后再导入。',
    en: 'This is no text file. Save the data as CSV, and import that.',
  },
};
