/** ISO 3166 codes whose FIPS 10-4 code, which GDELT uses, is another: four letters each, ISO before FIPS. */
const different =
  'ADAN AGAC AIAV AQAY ASAQ ATAU AUAS AWAA AZAJ BABK BDBG BFUV BGBU BHBA BIBY BJBN BLTB BMBD BNBX BOBL BSBF BWBC BYBO BZBH ' +
  'CCCK CDCG CFCT CGCF CHSZ CIIV CKCW CLCI CNCH CRCS CVCV CWUC CXKT CZEZ DEGM DKDA DMDO DODR DZAG EEEN EHWI ESSP GAGB GBUK ' +
  'GDGJ GEGG GFFG GGGK GMGA GNGV GQEK GUGQ GWPU HNHO HTHA IEEI ILIS IQIZ ISIC JPJA KHCB KIKR KMCN KNSC KPKN KRKS KWKU KYCJ ' +
  'LBLE LCST LILS LKCE LRLI LSLT LTLH LVLG MAMO MCMN MEMJ MGMA MHRM MMBM MNMG MOMC MPCQ MQMB MSMH MUMP MWMI NAWA NENG NGNI ' +
  'NINU NUNE OMMU PAPM PFFP PGPP PHRP PMSB PNPC PRRQ PTPO PWPS PYPA RSRI RURS SBBP SCSE SDSU SESW SGSN SJSV SKLO SNSG SRNS ' +
  'SSOD STTP SVES SXNN SZWZ TCTK TDCD TFFS TGTO TJTI TKTL TLTT TMTX TNTS TOTN TRTU TTTD UAUP VAVT VGVI VIVQ VNVM VUNH XKKV ' +
  'YEYM YTMF ZASF ZMZA ZWZI';

let toFips: Map<string, string> | undefined;

/** The FIPS 10-4 code of a country, from its ISO 3166 two-letter code; most are the same. `undefined` for what is no code. */
export function fipsCountry(iso: string): string | undefined {
  const code = iso.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  toFips ??= new Map(different.split(' ').map((pair) => [pair.slice(0, 2), pair.slice(2)]));
  return toFips.get(code) ?? code;
}
